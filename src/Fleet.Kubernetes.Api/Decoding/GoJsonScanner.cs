using Fleet.Kubernetes.Api.Errors;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Finds the first place where a text stops being JSON, and says so in the words of Go's <c>encoding/json</c>.</summary>
/// <remarks>Source: encoding/json/scanner.go.</remarks>
internal ref struct GoJsonScanner
{
    private const string EndOfInput = "unexpected end of JSON input";
    private readonly ReadOnlySpan<byte> _text;
    private int _at;

    private GoJsonScanner(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>The message, or null when the text is one JSON value.</summary>
    public static string? Describe(ReadOnlySpan<byte> text)
    {
        var scanner = new GoJsonScanner(text);
        return scanner.Document();
    }

    private string? Document()
    {
        // Containers that are open; true is an object. A stack of its own: hostile nesting must not end the thread's.
        var open = new Stack<bool>();
        while (true)
        {
            if (Value(open, out var entered) is { } error)
            {
                return error;
            }

            if (entered)
            {
                continue;
            }

            while (true)
            {
                if (open.Count == 0)
                {
                    return SkipSpace() ? Unexpected("after top-level value") : null;
                }

                if (!SkipSpace())
                {
                    return EndOfInput;
                }

                var isObject = open.Peek();
                if (_text[_at] == (isObject ? (byte)'}' : (byte)']'))
                {
                    _at++;
                    open.Pop();
                    continue;
                }

                if (_text[_at] != (byte)',')
                {
                    return Unexpected(isObject ? "after object key:value pair" : "after array element");
                }

                _at++;
                if (isObject && Key() is { } keyError)
                {
                    return keyError;
                }

                break;
            }
        }
    }

    /// <summary>Reads a scalar, or enters a container as far as its first value; <paramref name="entered"/> then is true and a value is next.</summary>
    private string? Value(Stack<bool> open, out bool entered)
    {
        entered = false;
        if (!SkipSpace())
        {
            return EndOfInput;
        }

        switch (_text[_at])
        {
            case (byte)'{' or (byte)'[':
                return Enter(open, _text[_at] == (byte)'{', out entered);
            case (byte)'"':
                return String();
            case (byte)'t':
                return Literal("true");
            case (byte)'f':
                return Literal("false");
            case (byte)'n':
                return Literal("null");
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number();
            default:
                return Unexpected("looking for beginning of value");
        }
    }

    private string? Enter(Stack<bool> open, bool isObject, out bool entered)
    {
        entered = false;
        _at++;
        if (!SkipSpace())
        {
            return EndOfInput;
        }

        if (_text[_at] == (isObject ? (byte)'}' : (byte)']'))
        {
            _at++;
            return null;
        }

        open.Push(isObject);
        entered = true;
        return isObject ? Key() : null;
    }

    private string? Key()
    {
        if (!SkipSpace())
        {
            return EndOfInput;
        }

        if (_text[_at] != (byte)'"')
        {
            return Unexpected("looking for beginning of object key string");
        }

        if (String() is { } error)
        {
            return error;
        }

        if (!SkipSpace())
        {
            return EndOfInput;
        }

        return _text[_at++] == (byte)':' ? null : UnexpectedAt(_at - 1, "after object key");
    }

    private string? String()
    {
        for (_at++; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case (byte)'"':
                    _at++;
                    return null;
                case < 0x20:
                    return Unexpected("in string literal");
                case (byte)'\\' when Escape() is { } error:
                    return error;
            }
        }

        return EndOfInput;
    }

    /// <summary>Leaves the position on the last byte of the escape.</summary>
    private string? Escape()
    {
        if (++_at >= _text.Length)
        {
            return EndOfInput;
        }

        if (_text[_at] != (byte)'u')
        {
            return "\"\\/bfnrt"u8.Contains(_text[_at]) ? null : Unexpected("in string escape code");
        }

        for (var digits = 0; digits < 4; digits++)
        {
            if (++_at >= _text.Length)
            {
                return EndOfInput;
            }

            if (!char.IsAsciiHexDigit((char)_text[_at]))
            {
                return Unexpected("in \\u hexadecimal character escape");
            }
        }

        return null;
    }

    private string? Literal(string literal)
    {
        for (var i = 0; i < literal.Length; i++, _at++)
        {
            if (_at >= _text.Length)
            {
                return EndOfInput;
            }

            if (_text[_at] != literal[i])
            {
                return Unexpected($"in literal {literal} (expecting '{literal[i]}')");
            }
        }

        return null;
    }

    private string? Number()
    {
        if (_text[_at] == (byte)'-' && NextDigit("in numeric literal") is { } sign)
        {
            return sign;
        }

        if (_text[_at] == (byte)'0')
        {
            _at++;
        }
        else
        {
            SkipDigits();
        }

        if (_at < _text.Length && _text[_at] == (byte)'.' && (NextDigit("after decimal point in numeric literal") ?? SkipDigits()) is { } fraction)
        {
            return fraction;
        }

        if (_at < _text.Length && _text[_at] is (byte)'e' or (byte)'E')
        {
            if (_at + 1 < _text.Length && _text[_at + 1] is (byte)'+' or (byte)'-')
            {
                _at++;
            }

            return NextDigit("in exponent of numeric literal") ?? SkipDigits();
        }

        return null;
    }

    private string? NextDigit(string context)
    {
        _at++;
        return _at >= _text.Length ? EndOfInput : char.IsAsciiDigit((char)_text[_at]) ? null : Unexpected(context);
    }

    private string? SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit((char)_text[_at]))
        {
            _at++;
        }

        return null;
    }

    /// <summary>False at the end.</summary>
    private bool SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }

        return _at < _text.Length;
    }

    private readonly string Unexpected(string context) => UnexpectedAt(_at, context);

    private readonly string UnexpectedAt(int at, string context)
    {
        // Go quotes the byte as a character of its own.
        var character = (char)_text[at];
        var quoted = character switch
        {
            '\'' => @"\'",
            '"' => "\"",
            _ => GoText.Quote(character.ToString())[1..^1],
        };
        return $"invalid character '{quoted}' {context}";
    }
}
