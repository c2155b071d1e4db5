using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Fleet.Kubernetes.Documents;

/// <content>Strings with their escapes, literals and numbers.</content>
internal ref partial struct DocumentScanner
{
    /// <summary>Moves from the opening quote to after the closing one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ScanString()
    {
        _at++;
        while (true)
        {
            SkipPlain();
            var found = Peek();
            if (found == (byte)'"')
            {
                _at++;
                return;
            }

            if (found != (byte)'\\')
            {
                throw Error(_text, _at, "a character of a string is expected");
            }

            ScanEscape();
        }
    }

    /// <summary>Moves to the next quote, backslash, control character, or the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipPlain()
    {
        var text = _text;
        var at = _at;
        ref var origin = ref MemoryMarshal.GetReference(text);
        while (at <= text.Length - Vector128<byte>.Count)
        {
            var block = Vector128.LoadUnsafe(ref origin, (nuint)at);
            var special = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.Equals(Vector128.Min(block, Vector128.Create((byte)0x1f)), block);
            var mask = special.ExtractMostSignificantBits();
            if (mask != 0)
            {
                _at = at + BitOperations.TrailingZeroCount(mask);
                return;
            }

            at += Vector128<byte>.Count;
        }

        while (at < text.Length && text[at] is not ((byte)'"' or (byte)'\\' or < 0x20))
        {
            at++;
        }

        _at = at;
    }

    /// <summary>An escape: kept when it is the canonical spelling of its character, else replaced by that.</summary>
    private void ScanEscape()
    {
        switch (_at + 1 < _text.Length ? _text[_at + 1] : (byte)0)
        {
            case (byte)'"' or (byte)'\\' or (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f':
                _at += 2;
                return;
            case (byte)'/':
                Replace("/"u8, 2);
                return;
            case (byte)'u':
                ScanUnicodeEscape();
                return;
            default:
                throw Error(_text, _at + 1, "one of \" \\ / b f n r t u is expected after a backslash");
        }
    }

    private void ScanUnicodeEscape()
    {
        var unit = Hex4(_at + 2);
        var length = 6;
        var rune = Rune.ReplacementChar;
        if (char.IsHighSurrogate(unit) && _at + 7 < _text.Length && _text[_at + 6] == (byte)'\\' && _text[_at + 7] == (byte)'u' && char.IsLowSurrogate(Hex4(_at + 8)))
        {
            rune = new Rune(unit, Hex4(_at + 8));
            length = 12;
        }
        else if (Rune.TryCreate(unit, out var single))
        {
            rune = single;
        }

        Span<byte> canonical = stackalloc byte[6];
        Span<byte> utf8 = stackalloc byte[4];
        var count = rune.EncodeToUtf8(utf8);
        if (JsonText.IndexOfEscape(utf8[..count]) == 0)
        {
            canonical = canonical[..JsonText.Escape(utf8[0], canonical)];
        }
        else
        {
            utf8[..count].CopyTo(canonical);
            canonical = canonical[..count];
        }

        if (canonical.SequenceEqual(_text.Slice(_at, length)))
        {
            _at += length;
        }
        else
        {
            Replace(canonical, length);
        }
    }

    private readonly char Hex4(int at)
    {
        var value = 0;
        for (var i = at; i < at + 4; i++)
        {
            var digit = i < _text.Length ? _text[i] : (byte)0;
            var bits = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => throw Error(_text, i, "a hexadecimal digit is expected"),
            };
            value = (value << 4) | bits;
        }

        return (char)value;
    }

    private void ScanLiteral(byte first)
    {
        var text = first switch
        {
            (byte)'t' => "true"u8,
            (byte)'f' => "false"u8,
            (byte)'n' => "null"u8,
            _ => default,
        };
        if (text.IsEmpty)
        {
            ScanNumber();
        }
        else if (_text[_at..].StartsWith(text))
        {
            _at += text.Length;
        }
        else
        {
            throw Error(_text, _at, "a value is expected");
        }
    }

    private void ScanNumber()
    {
        if (Peek() == (byte)'-')
        {
            _at++;
        }

        if (Peek() == (byte)'0')
        {
            _at++;
        }
        else
        {
            ScanDigits("a value is expected");
        }

        if (Peek() == (byte)'.')
        {
            _at++;
            ScanDigits("a digit is expected");
        }

        if (Peek() is (byte)'e' or (byte)'E')
        {
            _at++;
            if (Peek() is (byte)'+' or (byte)'-')
            {
                _at++;
            }

            ScanDigits("a digit is expected");
        }
    }

    private void ScanDigits(string expected)
    {
        if (Peek() is not (>= (byte)'0' and <= (byte)'9'))
        {
            throw Error(_text, _at, expected);
        }

        do
        {
            _at++;
        }
        while (Peek() is >= (byte)'0' and <= (byte)'9');
    }
}
