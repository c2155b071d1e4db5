using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Ownership;

/// <summary>Names that occur again and again (kinds, groups, namespaces, reasons), each kept once. Bounded: what comes later is not shared. Not thread safe.</summary>
internal sealed class NameTable
{
    private const int MaxNames = 4_096;
    private const int MaxLength = 256;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public NameTable() => _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of a string, empty for anything else.</summary>
    public string Get(DocumentValue value)
    {
        if (!value.TryGetUtf8(out var utf8))
        {
            return value.AsString("");
        }

        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> text = stackalloc char[MaxLength];
        return Get(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        if (_lookup.TryGetValue(text, out var known))
        {
            return known;
        }

        var name = text.ToString();
        if (_names.Count < MaxNames)
        {
            _names.Add(name);
        }

        return name;
    }
}
