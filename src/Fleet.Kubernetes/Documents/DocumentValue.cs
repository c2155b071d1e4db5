using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// A value inside a <see cref="Document"/>: a position, not a copy. The default value is <see cref="DocumentKind.Undefined"/>, and reading a
/// field of anything that is not an object gives it, so that paths chain without checks: <c>doc["spec"u8]["replicas"u8]</c>.
/// </summary>
public readonly struct DocumentValue
{
    private readonly Document? _document;
    private readonly int _index;
    private readonly int _start;

    internal DocumentValue(Document document, int index, int start)
    {
        _document = document;
        _index = index;
        _start = start;
    }

    public DocumentKind Kind => _document is null
        ? DocumentKind.Undefined
        : _document.Bytes[_start] switch
        {
            (byte)'{' => DocumentKind.Object,
            (byte)'[' => DocumentKind.Array,
            (byte)'"' => DocumentKind.String,
            (byte)'t' => DocumentKind.True,
            (byte)'f' => DocumentKind.False,
            (byte)'n' => DocumentKind.Null,
            _ => DocumentKind.Number,
        };

    /// <summary>The field is there (it may be null).</summary>
    public bool Exists => _document is not null;

    /// <summary>The field is absent or JSON null.</summary>
    public bool IsNullOrUndefined => Kind <= DocumentKind.Null;

    public bool IsObject => Kind == DocumentKind.Object;

    public bool IsArray => Kind == DocumentKind.Array;

    public bool IsString => Kind == DocumentKind.String;

    public bool IsNumber => Kind == DocumentKind.Number;

    public bool IsBoolean => Kind is DocumentKind.True or DocumentKind.False;

    /// <summary>The member <paramref name="name"/> (UTF-8, unescaped) of an object, or an undefined value.</summary>
    public DocumentValue this[ReadOnlySpan<byte> name]
    {
        get
        {
            if (_document is not { } document || document.Bytes[_start] != (byte)'{')
            {
                return default;
            }

            var found = document.FindMember(_index, name, out var value);

            // A quote in the name could have matched across the end of a key; a name with escaped characters is spelled otherwise in the bytes.
            if (name.IndexOfAny((byte)'"', (byte)'\\') >= 0 || (!found && name.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0))
            {
                return FindEscaped(Encoding.UTF8.GetString(name));
            }

            return value;
        }
    }

    /// <summary>The member <paramref name="name"/> of an object, or an undefined value.</summary>
    public DocumentValue this[string name]
    {
        get
        {
            if (name.Length > 128)
            {
                return this[Encoding.UTF8.GetBytes(name)];
            }

            Span<byte> utf8 = stackalloc byte[name.Length * 3];
            return this[utf8[..Encoding.UTF8.GetBytes(name, utf8)]];
        }
    }

    /// <summary>The element of an array, or an undefined value where there is none. Linear in <paramref name="index"/>.</summary>
    public DocumentValue this[int index]
    {
        get
        {
            foreach (var item in Items)
            {
                if (index-- == 0)
                {
                    return item;
                }
            }

            return default;
        }
    }

    /// <summary>The members of an object in their order; empty for anything else.</summary>
    public DocumentMembers Members => IsObject ? new(_document!, _index) : default;

    /// <summary>The elements of an array in their order; empty for anything else.</summary>
    public DocumentItems Items => IsArray ? new(_document!, _index) : default;

    /// <summary>How many members or elements a container has; 0 for anything else.</summary>
    public int Count
    {
        get
        {
            if (Kind < DocumentKind.Array)
            {
                return 0;
            }

            var count = 0;
            var end = _document!.Tape(_index + 1);
            for (var i = _index + 3; i < end; count++)
            {
                i = (_document.Tape(i) & 1) == 0 ? i + 1 : _document.Tape(i + 1);
            }

            return count;
        }
    }

    /// <summary>A container has members or elements; read without counting them.</summary>
    internal bool HasContent => Kind >= DocumentKind.Array && _document!.Bytes[_start + 1] is not ((byte)'}' or (byte)']');

    /// <summary>The JSON of this value as stored: compact, canonically escaped. Only for values without shared parts (see <see cref="WriteTo(IBufferWriter{byte})"/>).</summary>
    internal ReadOnlySpan<byte> Raw => _document is null ? default : _document.Bytes.AsSpan(_start, End - _start);

    internal Document? Document => _document;

    internal int Index => _index;

    internal int Start => _start;

    /// <summary>The number as spelled in the document (UTF-8), empty for anything but a number.</summary>
    public ReadOnlySpan<byte> NumberText => IsNumber ? Raw : default;

    private int End
    {
        get
        {
            var bytes = _document!.Bytes;
            switch (bytes[_start])
            {
                case (byte)'{':
                case (byte)'[':
                    return _document.Tape(_index + 2);
                case (byte)'"':
                    return JsonText.StringEnd(bytes, _start);
                case (byte)'t':
                case (byte)'n':
                    return _start + 4;
                case (byte)'f':
                    return _start + 5;
                default:
                    var rest = bytes.AsSpan(_start);
                    var length = rest.IndexOfAny((byte)',', (byte)'}', (byte)']');
                    return length < 0 ? bytes.Length : _start + length;
            }
        }
    }

    /// <summary>Reads a chain of members, an undefined value where one is missing.</summary>
    public DocumentValue At(params ReadOnlySpan<string> path)
    {
        var value = this;
        foreach (var name in path)
        {
            value = value[name];
        }

        return value;
    }

    /// <summary>The text of a string, or null for anything else.</summary>
    public string? AsString() => IsString ? JsonText.Decode(_document!.Bytes.AsSpan(_start + 1, End - _start - 2)) : null;

    /// <summary>The text of a string, or <paramref name="fallback"/> for anything else.</summary>
    public string AsString(string fallback) => AsString() ?? fallback;

    /// <summary>The value of an integral number that fits 64 bits, or null.</summary>
    public long? AsInt64() => TryGetInt64(out var value) ? value : null;

    public bool TryGetInt64(out long value)
    {
        value = 0;
        if (!IsNumber)
        {
            return false;
        }

        var text = Raw;
        if (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length)
        {
            return true;
        }

        // 1e3 and 2.0 are integers to JSON, and to what clients mean.
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && decimal.IsInteger(exact) && exact is >= long.MinValue and <= long.MaxValue)
        {
            value = (long)exact;
            return true;
        }

        return false;
    }

    public double? AsDouble() => IsNumber ? double.Parse(Raw, NumberStyles.Float, CultureInfo.InvariantCulture) : null;

    public bool? AsBoolean() => Kind switch
    {
        DocumentKind.True => true,
        DocumentKind.False => false,
        _ => null,
    };

    /// <summary>True when this is the string <paramref name="text"/> (UTF-8, unescaped).</summary>
    public bool StringEquals(ReadOnlySpan<byte> text)
    {
        if (!IsString)
        {
            return false;
        }

        var raw = _document!.Bytes.AsSpan(_start + 1, End - _start - 2);
        return raw.Contains((byte)'\\') ? JsonText.Decode(raw) == Encoding.UTF8.GetString(text) : raw.SequenceEqual(text);
    }

    /// <summary>
    /// The UTF-8 text of a string without copying. False for anything else, and for a string with escaped characters, which must be decoded
    /// (<see cref="AsString()"/>).
    /// </summary>
    public bool TryGetUtf8(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!IsString)
        {
            return false;
        }

        text = _document!.Bytes.AsSpan(_start + 1, End - _start - 2);
        return !text.Contains((byte)'\\');
    }

    /// <summary>
    /// Equality as JSON has it: member order does not matter, numbers are compared by value. Absent and null differ.
    /// </summary>
    public bool DeepEquals(DocumentValue other) => DocumentComparer.DeepEquals(this, other);

    /// <summary>Writes this value as compact JSON; an undefined value as <c>null</c>.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (_document is null)
        {
            output.Write("null"u8);
        }
        else if (_document.Shared is null)
        {
            output.Write(Raw);
        }
        else
        {
            using var builder = new DocumentBuilder();
            builder.Value(this);
            builder.WriteTo(output);
        }
    }

    /// <summary>This value as a document of its own (a copy of its bytes); an undefined value as <c>null</c>.</summary>
    public Document ToDocument()
    {
        if (_document is not null && _index == 0 && _start == 0)
        {
            return _document;
        }

        using var builder = new DocumentBuilder();
        builder.Value(this);
        return builder.Build();
    }

    /// <summary>A mutable node over this value; nothing is copied until it is changed.</summary>
    public DocumentNode ToNode() => DocumentNode.From(this);

    public override string ToString()
    {
        var output = new ArrayBufferWriter<byte>();
        WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private DocumentValue FindEscaped(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
            {
                return member.Value;
            }
        }

        return default;
    }
}
