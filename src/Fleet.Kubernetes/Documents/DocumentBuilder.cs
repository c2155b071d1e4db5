using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Writes a <see cref="Document"/> front to back: bytes and tape at once, so that nothing is parsed twice. Whole values of other documents are
/// copied by their bytes. Not thread safe; dispose it to return its buffers.
/// </summary>
public sealed partial class DocumentBuilder : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(4096);
    private int[] _tape = ArrayPool<int>.Shared.Rent(512);
    private int[] _open = ArrayPool<int>.Shared.Rent(32);
    private List<Document>? _shared;
    private int _length;
    private int _tapeLength;
    private int _depth;
    private int _key = -1;
    private bool _needsComma;

    /// <summary>Starts an object, as the root, an element, or the value of the member just named.</summary>
    public DocumentBuilder StartObject() => Start((byte)'{');

    public DocumentBuilder EndObject() => End((byte)'}');

    public DocumentBuilder StartArray() => Start((byte)'[');

    public DocumentBuilder EndArray() => End((byte)']');

    /// <summary>Names the next member.</summary>
    public DocumentBuilder Name(string name)
    {
        if (name.Length > 128)
        {
            return Name(Encoding.UTF8.GetBytes(name));
        }

        Span<byte> utf8 = stackalloc byte[name.Length * 3];
        return Name(utf8[..Encoding.UTF8.GetBytes(name, utf8)]);
    }

    /// <summary>Names the next member (UTF-8, unescaped).</summary>
    public DocumentBuilder Name(ReadOnlySpan<byte> name)
    {
        StartKey();
        WriteEscaped(name);
        Append(":"u8);
        return this;
    }

    public DocumentBuilder String(string value)
    {
        StartValue(container: false);
        if (value.Length <= 256)
        {
            Span<byte> utf8 = stackalloc byte[value.Length * 3];
            WriteEscaped(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        }
        else
        {
            WriteEscaped(Encoding.UTF8.GetBytes(value));
        }

        _needsComma = true;
        return this;
    }

    /// <summary>A string (UTF-8, unescaped).</summary>
    public DocumentBuilder String(ReadOnlySpan<byte> utf8)
    {
        StartValue(container: false);
        WriteEscaped(utf8);
        _needsComma = true;
        return this;
    }

    public DocumentBuilder Number(long value)
    {
        StartValue(container: false);
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out var written);
        _length += written;
        _needsComma = true;
        return this;
    }

    /// <summary>A number, shortest round-trip form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN and infinities are not JSON.</exception>
    public DocumentBuilder Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no NaN and no infinity.");
        }

        return RawScalar(Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    public DocumentBuilder Boolean(bool value) => RawScalar(value ? "true"u8 : "false"u8);

    public DocumentBuilder Null() => RawScalar("null"u8);

    /// <summary>The finished document; the builder can be used again.</summary>
    /// <exception cref="InvalidOperationException">A container is still open or nothing was written.</exception>
    public Document Build()
    {
        if (_depth != 0 || _tapeLength == 0)
        {
            throw new InvalidOperationException("The document is not complete.");
        }

        var bytes = _bytes.AsSpan(0, _length).ToArray();
        var shared = _shared?.ToArray();
        Document document;
        if (Document.IsNarrow(_length, _tapeLength))
        {
            var narrow = new ushort[_tapeLength];
            for (var i = 0; i < narrow.Length; i++)
            {
                narrow[i] = (ushort)_tape[i];
            }

            document = new Document(bytes, narrow, null, shared);
        }
        else
        {
            document = new Document(bytes, null, _tape.AsSpan(0, _tapeLength).ToArray(), shared);
        }

        Reset();
        return document;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<int>.Shared.Return(_tape);
        ArrayPool<int>.Shared.Return(_open);
        _bytes = [];
        _tape = [];
        _open = [];
    }

    internal void WriteTo(IBufferWriter<byte> output) => output.Write(_bytes.AsSpan(0, _length));

    /// <summary>Names the next member by text that is already canonically escaped, without its quotes.</summary>
    internal DocumentBuilder RawName(ReadOnlySpan<byte> escaped)
    {
        StartKey();
        Reserve(escaped.Length + 3);
        _bytes[_length++] = (byte)'"';
        escaped.CopyTo(_bytes.AsSpan(_length));
        _length += escaped.Length;
        _bytes[_length++] = (byte)'"';
        _bytes[_length++] = (byte)':';
        return this;
    }

    /// <summary>A scalar as it is spelled: a number, a literal, or a quoted canonical string.</summary>
    internal DocumentBuilder RawScalar(ReadOnlySpan<byte> text)
    {
        StartValue(container: false);
        Append(text);
        _needsComma = true;
        return this;
    }

    private DocumentBuilder Start(byte bracket)
    {
        if (_depth >= Document.MaxDepth)
        {
            throw TooDeep();
        }

        StartValue(container: true);
        if (_depth == _open.Length)
        {
            Grow(ref _open, _depth + 1, _depth);
        }

        _open[_depth++] = _tapeLength - 1;
        ReserveTape(2);
        _tapeLength += 2;
        Append([bracket]);
        _needsComma = false;
        return this;
    }

    private DocumentBuilder End(byte bracket)
    {
        var entry = _open[--_depth];
        Append([bracket]);
        _tape[entry + 1] = _tapeLength;
        _tape[entry + 2] = _length;
        _needsComma = true;
        return this;
    }

    private void StartKey()
    {
        if (_needsComma)
        {
            Append(","u8);
            _needsComma = false;
        }

        _key = _length;
    }

    private void StartValue(bool container)
    {
        if (_key < 0 && _needsComma)
        {
            Append(","u8);
        }

        ReserveTape(1);
        _tape[_tapeLength++] = ((_key < 0 ? _length : _key) << 1) | (container ? 1 : 0);
        _key = -1;
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        Append("\""u8);
        while (true)
        {
            var at = JsonText.IndexOfEscape(text);
            if (at < 0)
            {
                break;
            }

            Append(text[..at]);
            Reserve(6);
            _length += JsonText.Escape(text[at], _bytes.AsSpan(_length));
            text = text[(at + 1)..];
        }

        Append(text);
        Append("\""u8);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Grow(ref _bytes, _length + count, _length);
        }
    }

    private void ReserveTape(int count)
    {
        if (_tape.Length - _tapeLength < count)
        {
            Grow(ref _tape, _tapeLength + count, _tapeLength);
        }
    }

    private static void Grow<T>(ref T[] array, int needed, int used)
    {
        var larger = ArrayPool<T>.Shared.Rent(Math.Max(needed, array.Length * 2));
        array.AsSpan(0, used).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }

    private void Reset()
    {
        _length = 0;
        _tapeLength = 0;
        _key = -1;
        _needsComma = false;
        _shared = null;
    }
}
