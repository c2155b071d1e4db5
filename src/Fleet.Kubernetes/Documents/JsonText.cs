using System.Buffers;
using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <summary>JSON string escaping. The canonical form escapes only what JSON demands, so equal strings are equal bytes.</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> NeedsEscape = SearchValues.Create(
        [(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>The offset after the closing quote of the string whose opening quote is at <paramref name="quote"/>.</summary>
    public static int StringEnd(byte[] bytes, int quote)
    {
        var i = quote + 1;
        while (true)
        {
            i += bytes.AsSpan(i).IndexOfAny((byte)'"', (byte)'\\');
            if (bytes[i] == (byte)'"')
            {
                return i + 1;
            }

            i += 2;
        }
    }

    /// <summary>The text of a canonically escaped string (without its quotes).</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Encoding.UTF8.GetString(buffer, 0, Unescape(raw, buffer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Unescapes canonical text into <paramref name="output"/> (at least as long as the input): there only control characters are <c>\u00xx</c>.</summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> output)
    {
        var written = 0;
        for (var i = 0; i < raw.Length;)
        {
            if (raw[i] != (byte)'\\')
            {
                output[written++] = raw[i++];
                continue;
            }

            var escape = raw[i + 1];
            output[written++] = escape switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'u' => (byte)((Nibble(raw[i + 4]) << 4) | Nibble(raw[i + 5])),
                _ => escape,
            };
            i += escape == (byte)'u' ? 6 : 2;
        }

        return written;
    }

    /// <summary>The first byte that must be escaped, or -1.</summary>
    public static int IndexOfEscape(ReadOnlySpan<byte> text) => text.IndexOfAny(NeedsEscape);

    /// <summary>Escapes one byte of <see cref="IndexOfEscape"/> into <paramref name="output"/> (6 bytes).</summary>
    public static int Escape(byte value, Span<byte> output)
    {
        output[0] = (byte)'\\';
        var letter = value switch
        {
            (byte)'"' => '"',
            (byte)'\\' => '\\',
            (byte)'\n' => 'n',
            (byte)'\r' => 'r',
            (byte)'\t' => 't',
            (byte)'\b' => 'b',
            (byte)'\f' => 'f',
            _ => 'u',
        };
        output[1] = (byte)letter;
        if (letter != 'u')
        {
            return 2;
        }

        "00"u8.CopyTo(output[2..]);
        output[4] = (byte)(value < 16 ? '0' : '1');
        output[5] = (byte)"0123456789abcdef"[value & 15];
        return 6;
    }

    private static int Nibble(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
