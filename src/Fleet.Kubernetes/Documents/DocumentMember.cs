using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>A member of an object: its name and its value.</summary>
public readonly struct DocumentMember
{
    private readonly Document _document;
    private readonly int _key;
    private readonly int _keyEnd;

    internal DocumentMember(Document document, int key, int keyEnd, DocumentValue value)
    {
        _document = document;
        _key = key;
        _keyEnd = keyEnd;
        Value = value;
    }

    public DocumentValue Value { get; }

    public string Name => JsonText.Decode(RawName);

    /// <summary>The name as it stands between its quotes: UTF-8, canonically escaped.</summary>
    internal ReadOnlySpan<byte> RawName => _document.Bytes.AsSpan(_key, _keyEnd - _key);

    public bool NameEquals(ReadOnlySpan<byte> name) =>
        RawName.Contains((byte)'\\') ? Name == Encoding.UTF8.GetString(name) : RawName.SequenceEqual(name);

    public void Deconstruct(out string name, out DocumentValue value)
    {
        name = Name;
        value = Value;
    }
}
