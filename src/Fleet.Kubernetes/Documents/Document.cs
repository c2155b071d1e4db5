using System.Buffers;
using System.Numerics;
using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// An immutable JSON document: its UTF-8 bytes, compact and canonically escaped, and a small index over them (the tape) so that a field is
/// read in nanoseconds without building a tree. Unknown fields, field order and number spelling are kept.
/// </summary>
/// <remarks>
/// <para>
/// The tape holds one entry a node: <c>offset &lt;&lt; 1 | isContainer</c>. A member of an object is indexed at its key, whose closing quote
/// leads to the value, so that a scalar member costs one entry. A container has two more: the tape index after its subtree and the byte
/// offset after its last byte. Below 32 KiB entries are 16 bits wide: an 8 KiB pod carries about 1.2 KiB of tape.
/// </para>
/// <para>
/// Subtrees can be held by reference in <see cref="Shared"/> documents (equal pod templates, field sets): the byte <see cref="SharedMarker"/>
/// stands for them in the bytes and readers walk through it unseen. Strings are canonically escaped, so equal strings are equal bytes.
/// </para>
/// </remarks>
public sealed class Document
{
    /// <summary>Deeper nesting is refused: algorithms over documents are recursive, and no Kubernetes object comes near.</summary>
    public const int MaxDepth = 256;

    /// <summary>Stands in <see cref="Bytes"/> for a subtree held in <see cref="Shared"/>; not a byte JSON can have there.</summary>
    internal const byte SharedMarker = (byte)'~';

    private readonly byte[] _bytes;
    private readonly ushort[]? _narrow;
    private readonly int[]? _wide;
    private readonly Document[]? _shared;

    internal Document(byte[] bytes, ushort[]? narrow, int[]? wide, Document[]? shared)
    {
        _bytes = bytes;
        _narrow = narrow;
        _wide = wide;
        _shared = shared;
    }

    /// <summary>The empty object <c>{}</c>.</summary>
    public static Document EmptyObject { get; } = Parse("{}"u8);

    /// <summary>The whole document as a value.</summary>
    public DocumentValue Root => new(this, 0, 0);

    /// <summary>The value of a field of the root object, or an undefined value.</summary>
    public DocumentValue this[ReadOnlySpan<byte> name] => Root[name];

    /// <inheritdoc cref="this[ReadOnlySpan{byte}]"/>
    public DocumentValue this[string name] => Root[name];

    /// <summary>Managed bytes held by this document itself: JSON, tape and their array headers; shared subtrees not counted.</summary>
    public int RetainedBytes =>
        48 + 24 + _bytes.Length + (_narrow is null ? 24 + (_wide!.Length * 4) : 24 + (_narrow.Length * 2)) + (_shared is null ? 0 : 24 + (_shared.Length * 8));

    internal byte[] Bytes => _bytes;

    internal Document[]? Shared => _shared;

    /// <summary>Offsets (doubled) and tape indices fit 16 bits.</summary>
    internal static bool IsNarrow(int bytes, int tape) => bytes < 1 << 15 && tape < 1 << 16;

    /// <summary>Parses one JSON text.</summary>
    /// <exception cref="DocumentFormatException">The bytes are not one JSON value in valid UTF-8, or nest deeper than <see cref="MaxDepth"/>.</exception>
    public static Document Parse(ReadOnlySpan<byte> utf8) => DocumentReader.ReadOne(utf8);

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static Document Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>Builds a document from a mutable node.</summary>
    public static Document From(DocumentNode node)
    {
        using var builder = new DocumentBuilder();
        node.WriteTo(builder);
        return builder.Build();
    }

    /// <summary>Writes the document as compact JSON.</summary>
    public void WriteTo(IBufferWriter<byte> output) => Root.WriteTo(output);

    /// <summary>The document as compact JSON bytes.</summary>
    public ReadOnlyMemory<byte> ToUtf8()
    {
        if (_shared is null)
        {
            return _bytes;
        }

        var output = new ArrayBufferWriter<byte>(_bytes.Length * 2);
        WriteTo(output);
        return output.WrittenMemory;
    }

    /// <summary>The document as compact JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToUtf8().Span);

    /// <summary>The value whose tape entry is <paramref name="index"/> and whose first byte is at <paramref name="start"/>, looking through a shared subtree.</summary>
    internal DocumentValue Resolve(int index, int start) =>
        _shared is not null && _bytes[start] == SharedMarker ? _shared[Tape(index + 2)].Root : new(this, index, start);

    /// <summary>The member of the object at tape index <paramref name="container"/> whose key has exactly these bytes.</summary>
    internal bool FindMember(int container, ReadOnlySpan<byte> name, out DocumentValue value)
    {
        var (index, start) = _narrow is not null ? FindMember<ushort>(_narrow, container, name) : FindMember<int>(_wide, container, name);
        value = index < 0 ? default : Resolve(index, start);
        return index >= 0;
    }

    private (int Index, int Start) FindMember<T>(ReadOnlySpan<T> tape, int container, ReadOnlySpan<byte> name)
        where T : struct, IBinaryInteger<T>
    {
        ReadOnlySpan<byte> bytes = _bytes;
        var end = int.CreateTruncating(tape[container + 1]);
        for (var i = container + 3; i < end;)
        {
            var entry = int.CreateTruncating(tape[i]);
            var key = (entry >> 1) + 1;
            var close = key + name.Length;
            if ((uint)close < (uint)bytes.Length && bytes[close] == (byte)'"' && bytes.Slice(key, name.Length).SequenceEqual(name))
            {
                return (i, close + 2);
            }

            i = (entry & 1) == 0 ? i + 1 : int.CreateTruncating(tape[i + 1]);
        }

        return (-1, 0);
    }

    internal int Tape(int index) => _narrow is { } narrow ? narrow[index] : _wide![index];
}
