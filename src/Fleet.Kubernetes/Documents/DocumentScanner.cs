using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fleet.Kubernetes.Documents;

/// <summary>
/// Reads one JSON value in a single pass: checks the grammar, writes the tape, and copies the bytes in as few pieces as whitespace and escapes that are
/// not canonical leave. API servers send compact JSON, so an object is mostly one copy. The text must be valid UTF-8.
/// </summary>
internal ref partial struct DocumentScanner
{
    /// <summary>Offsets are kept doubled in 32 bits.</summary>
    private const int MaxBytes = 1 << 29;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _start;
    private int _at;

    private int[] _tape;
    private int _tapeLength;

    /// <summary>Offset in the text minus offset in the document: where the value starts and what was left out so far.</summary>
    private int _shift;
    private byte[]? _output;
    private int _outputLength;
    private int _copied;

    public DocumentScanner(ReadOnlySpan<byte> text, int start)
    {
        if (text.Length - start > MaxBytes)
        {
            throw new DocumentFormatException($"The document is larger than {MaxBytes} bytes.");
        }

        _text = text;
        _start = start;
        _at = start;
        _shift = start;
        _copied = start;
        _tape = ArrayPool<int>.Shared.Rent(Math.Clamp((text.Length - start) / 8, 64, 1 << 16));
    }

    /// <summary>Offset after the value that was scanned.</summary>
    public readonly int At => _at;

    public static DocumentFormatException Error(ReadOnlySpan<byte> text, int at, string what)
    {
        if (at >= text.Length)
        {
            return new DocumentFormatException($"The document ends early at byte {text.Length}: {what}.");
        }

        var found = text[at] is >= 0x20 and < 0x7f ? $"'{(char)text[at]}'" : $"0x{text[at]:x2}";
        return new DocumentFormatException($"The document is not JSON at byte {at}: {what}, {found} found.");
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_tape);
        if (_output is not null)
        {
            ArrayPool<byte>.Shared.Return(_output);
        }
    }

    /// <summary>The document of the value that was scanned.</summary>
    public Document Build()
    {
        byte[] bytes;
        if (_output is null)
        {
            bytes = _text[_start.._at].ToArray();
        }
        else
        {
            CopyUpTo(_at);
            bytes = _output.AsSpan(0, _outputLength).ToArray();
        }

        return Document.IsNarrow(bytes.Length, _tapeLength)
            ? new Document(bytes, Narrow(_tape.AsSpan(0, _tapeLength)), null, null)
            : new Document(bytes, null, _tape.AsSpan(0, _tapeLength).ToArray(), null);
    }

    /// <summary>Scans the value at the current position.</summary>
    /// <exception cref="DocumentFormatException">The text is not JSON there, or nests too deeply.</exception>
    [SkipLocalsInit]
    public void Scan()
    {
        Span<int> open = stackalloc int[Document.MaxDepth];
        var depth = 0;
        var key = -1;
        while (true)
        {
            SkipSpace();
            var entry = (key < 0 ? _at - _shift : key) << 1;
            key = -1;
            EnsureTape();
            var first = Peek();
            if (first == (byte)'"')
            {
                _tape[_tapeLength++] = entry;
                ScanString();
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                if (depth == Document.MaxDepth)
                {
                    throw new DocumentFormatException($"The document nests deeper than {Document.MaxDepth} levels.");
                }

                var isArray = first == (byte)'[';
                open[depth++] = (_tapeLength << 1) | (isArray ? 1 : 0);
                _tape[_tapeLength] = entry | 1;
                _tapeLength += 3;
                _at++;
                SkipSpace();
                if (Peek() != (isArray ? (byte)']' : (byte)'}'))
                {
                    if (!isArray)
                    {
                        key = ScanKey();
                    }

                    continue;
                }

                Close(open[--depth] >> 1);
            }
            else
            {
                _tape[_tapeLength++] = entry;
                ScanLiteral(first);
            }

            if (!Continue(open, ref depth, ref key))
            {
                return;
            }
        }
    }

    /// <summary>After a value: closes what ends here and moves to the next value; false when the outermost one is complete.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Continue(scoped Span<int> open, ref int depth, ref int key)
    {
        while (depth > 0)
        {
            SkipSpace();
            var container = open[depth - 1];
            var isArray = (container & 1) != 0;
            var next = Peek();
            if (next == (byte)',')
            {
                _at++;
                if (!isArray)
                {
                    SkipSpace();
                    key = ScanKey();
                }

                return true;
            }

            if (next != (isArray ? (byte)']' : (byte)'}'))
            {
                throw Error(_text, _at, isArray ? "',' or ']' is expected" : "',' or '}' is expected");
            }

            Close(container >> 1);
            depth--;
        }

        return false;
    }

    private void Close(int entry)
    {
        _at++;
        _tape[entry + 1] = _tapeLength;
        _tape[entry + 2] = _at - _shift;
    }

    /// <summary>A member's name and its colon; gives the name's offset in the document.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ScanKey()
    {
        if (Peek() != (byte)'"')
        {
            throw Error(_text, _at, "a member's name is expected");
        }

        var key = _at - _shift;
        ScanString();
        SkipSpace();
        if (Peek() != (byte)':')
        {
            throw Error(_text, _at, "':' is expected");
        }

        _at++;
        return key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek() => _at < _text.Length ? _text[_at] : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        if (Peek() <= (byte)' ')
        {
            RemoveSpace();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveSpace()
    {
        var from = _at;
        while (Peek() is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _at++;
        }

        if (_at > from)
        {
            var to = _at;
            CopyUpTo(from);
            _copied = to;
            _shift += to - from;
        }
    }

    private void Replace(scoped ReadOnlySpan<byte> replacement, int length)
    {
        CopyUpTo(_at);
        replacement.CopyTo(_output.AsSpan(_outputLength));
        _outputLength += replacement.Length;
        _at += length;
        _copied = _at;
        _shift += length - replacement.Length;
    }

    /// <summary>The output is never longer than what is left of the text: canonical spellings are the shortest.</summary>
    private void CopyUpTo(int end)
    {
        _output ??= ArrayPool<byte>.Shared.Rent(_text.Length - _start);
        _text[_copied..end].CopyTo(_output.AsSpan(_outputLength));
        _outputLength += end - _copied;
        _copied = end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EnsureTape()
    {
        if (_tapeLength + 3 > _tape.Length)
        {
            GrowTape();
        }
    }

    private void GrowTape()
    {
        var larger = ArrayPool<int>.Shared.Rent(_tape.Length * 2);
        _tape.AsSpan(0, _tapeLength).CopyTo(larger);
        ArrayPool<int>.Shared.Return(_tape);
        _tape = larger;
    }

    private static ushort[] Narrow(ReadOnlySpan<int> tape)
    {
        var narrow = GC.AllocateUninitializedArray<ushort>(tape.Length);
        var i = 0;
        ref var from = ref Unsafe.As<int, uint>(ref MemoryMarshal.GetReference(tape));
        ref var to = ref MemoryMarshal.GetArrayDataReference(narrow);
        for (; i <= tape.Length - Vector128<ushort>.Count; i += Vector128<ushort>.Count)
        {
            Vector128.Narrow(Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.LoadUnsafe(ref from, (nuint)(i + Vector128<uint>.Count)))
                .StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < narrow.Length; i++)
        {
            narrow[i] = (ushort)tape[i];
        }

        return narrow;
    }
}
