using System.Text.Unicode;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Walks the outermost level of a JSON text and makes documents of the values asked for: an envelope (a watch event, a list) costs one pass and no
/// document of its own. Strict JSON (RFC 8259); the text is checked to be UTF-8 once.
/// </summary>
internal ref struct DocumentReader
{
    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private bool _needsComma;

    /// <exception cref="DocumentFormatException">Not UTF-8.</exception>
    public DocumentReader(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            throw new DocumentFormatException("The document is not valid UTF-8.");
        }

        _text = utf8;
    }

    /// <summary>Nothing but white space is left.</summary>
    public bool IsAtEnd
    {
        get
        {
            SkipSpace();
            return _at >= _text.Length;
        }
    }

    /// <summary>The document of a text that is one value.</summary>
    /// <exception cref="DocumentFormatException">Not one JSON value in UTF-8.</exception>
    public static Document ReadOne(ReadOnlySpan<byte> utf8)
    {
        var reader = new DocumentReader(utf8);
        var document = reader.ReadDocument();
        reader.End();
        return document;
    }

    public void StartObject() => Expect((byte)'{');

    /// <summary>Moves to the value of the next member; false when the object ends. The name is as it stands between its quotes.</summary>
    public bool NextName(out ReadOnlySpan<byte> name)
    {
        SkipSpace();
        name = default;
        if (Peek() == (byte)'}')
        {
            _at++;
            return false;
        }

        if (_needsComma)
        {
            Expect((byte)',');
        }

        name = ReadRawString();
        Expect((byte)':');
        _needsComma = true;
        return true;
    }

    /// <summary>A string as it stands between its quotes.</summary>
    public ReadOnlySpan<byte> ReadRawString()
    {
        SkipSpace();
        if (Peek() != (byte)'"')
        {
            throw Error("a string is expected");
        }

        var start = _at + 1;
        var scanner = new DocumentScanner(_text, _at);
        try
        {
            scanner.Scan();
            _at = scanner.At;
            return _text[start..(_at - 1)];
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>The value that comes next, as a document.</summary>
    public Document ReadDocument()
    {
        SkipSpace();
        var scanner = new DocumentScanner(_text, _at);
        try
        {
            scanner.Scan();
            _at = scanner.At;
            return scanner.Build();
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>Passes over the value that comes next, checking it all the same.</summary>
    public void Skip()
    {
        SkipSpace();
        var scanner = new DocumentScanner(_text, _at);
        try
        {
            scanner.Scan();
            _at = scanner.At;
        }
        finally
        {
            scanner.Dispose();
        }
    }

    /// <summary>Checks that nothing follows.</summary>
    public void End()
    {
        if (!IsAtEnd)
        {
            throw Error("nothing more is expected");
        }
    }

    private void Expect(byte wanted)
    {
        SkipSpace();
        if (Peek() != wanted)
        {
            throw Error($"'{(char)wanted}' is expected");
        }

        _at++;
    }

    private readonly byte Peek() => _at < _text.Length ? _text[_at] : (byte)0;

    private void SkipSpace()
    {
        while (Peek() is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }
    }

    private readonly DocumentFormatException Error(string what) => DocumentScanner.Error(_text, _at, what);
}
