using System.Text;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Writes scalars and keeps count of the column, which decides where long text is folded.</summary>
internal sealed class YamlTextWriter
{
    /// <summary>Text is folded at the first space after this column.</summary>
    private const int BestWidth = 80;

    private readonly StringBuilder _text = new();
    private int _column;

    public override string ToString() => _text.ToString();

    public void Append(string text)
    {
        _text.Append(text);
        _column += text.Length;
    }

    public void StartLine(int indent)
    {
        EndLine();
        _text.Append(' ', indent);
        _column = indent;
    }

    /// <summary>Ends the current line unless it is at its start.</summary>
    public void EndLine()
    {
        if (_column > 0)
        {
            _text.Append('\n');
            _column = 0;
        }
    }

    /// <param name="text">The text.</param>
    /// <param name="indent">The column of its further lines.</param>
    /// <param name="isKey">It must stay on one line.</param>
    public void WriteText(string text, int indent, bool isKey)
    {
        switch (YamlText.Style(text, isKey))
        {
            case YamlTextStyle.Plain:
                WriteFlow(text, indent, !isKey, quoted: false);
                break;
            case YamlTextStyle.SingleQuoted:
                Append("'");
                WriteFlow(text, indent, !isKey, quoted: true);
                Append("'");
                break;
            case YamlTextStyle.DoubleQuoted:
                WriteDoubleQuoted(text, indent, !isKey);
                break;
            default:
                WriteLiteral(text, indent);
                break;
        }
    }

    /// <summary>Plain and single-quoted text: a single space may become the end of a line.</summary>
    private void WriteFlow(string text, int indent, bool mayFold, bool quoted)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var fold = text[i] == ' ' && mayFold && _column > BestWidth && i > 0 && i < text.Length - 1 && text[i - 1] != ' ' && text[i + 1] != ' ';
            if (fold)
            {
                StartLine(indent);
            }
            else if (quoted && text[i] == '\'')
            {
                Append("''");
            }
            else
            {
                Append(text[i]);
            }
        }
    }

    private void WriteDoubleQuoted(string text, int indent, bool mayFold)
    {
        Append("\"");
        var afterSpace = false;
        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = place + rune.Utf16SequenceLength;
            if (rune.Value == ' ' && mayFold && !afterSpace && _column > BestWidth && place > 0 && next < text.Length)
            {
                StartLine(indent);
                Append(text[next] == ' ' ? "\\" : "");
            }
            else if (!YamlText.IsPrintable(rune.Value) || YamlText.IsBreak(rune.Value) || rune.Value is '"' or '\\')
            {
                Append(Escape(rune.Value));
            }
            else
            {
                Append((char)rune.Value);
            }

            afterSpace = rune.Value == ' ';
            place = next;
        }

        Append("\"");
    }

    private void WriteLiteral(string text, int indent)
    {
        var chomping = text[^1] != '\n' ? "-" : text.Length == 1 || text[^2] == '\n' ? "+" : "";
        Append("|" + (text[0] is ' ' or '\n' ? "2" : "") + chomping);
        _text.Append('\n');
        var lines = text.AsSpan(..^(chomping == "-" ? 0 : 1));
        foreach (var range in lines.Split('\n'))
        {
            var line = lines[range];
            if (!line.IsEmpty)
            {
                _text.Append(' ', indent).Append(line);
            }

            _text.Append('\n');
        }

        _column = 0;
    }

    private void Append(char value)
    {
        _text.Append(value);
        _column++;
    }

    private static string Escape(int rune) => rune switch
    {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        '\n' => "\\n",
        11 => "\\v",
        12 => "\\f",
        '\r' => "\\r",
        27 => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0xA0 => "\\_",
        0x2028 => "\\L",
        0x2029 => "\\P",
        <= 0xFF => $"\\x{rune:X2}",
        <= 0xFFFF => $"\\u{rune:X4}",
        _ => $"\\U{rune:X8}",
    };
}
