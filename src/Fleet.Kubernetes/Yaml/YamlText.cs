using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Yaml;

/// <summary>How a text can be written, as libyaml's <c>yaml_emitter_analyze_scalar</c> decides it.</summary>
internal static partial class YamlText
{
    public static bool HasBreak(string text) => text.AsSpan().IndexOfAny("\n\r\u0085\u2028\u2029") >= 0;

    public static bool IsBreak(int rune) => rune is '\n' or '\r' or 0x85 or 0x2028 or 0x2029;

    /// <summary>What go-yaml takes for printable: not tabs, and nothing outside the basic plane.</summary>
    public static bool IsPrintable(int rune) =>
        rune is '\n' or (>= 0x20 and <= 0x7E) or (>= 0xA0 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD and not 0xFEFF);

    public static YamlTextStyle Style(string text, bool isKey)
    {
        var (plain, singleQuoted, block) = Analyze(text);
        if (HasBreak(text))
        {
            return block && !isKey && text.AsSpan().IndexOfAny("\u2028\u2029") < 0 ? YamlTextStyle.Literal : YamlTextStyle.DoubleQuoted;
        }

        // A plain << would be read as a merge key.
        if (YamlScalars.Resolve(text).Kind != YamlScalarKind.String || text is "<<" || (text.Contains(':', StringComparison.Ordinal) && Base60().IsMatch(text)))
        {
            return YamlTextStyle.DoubleQuoted;
        }

        // Our parser takes a * inside of a plain key for more than a letter.
        plain &= !(isKey && text.Contains('*', StringComparison.Ordinal));
        return plain ? YamlTextStyle.Plain : singleQuoted ? YamlTextStyle.SingleQuoted : YamlTextStyle.DoubleQuoted;
    }

    private static (bool Plain, bool SingleQuoted, bool Block) Analyze(string text)
    {
        var indicators = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        bool breaks = false, special = false, edgeBreak = false, edgeSpace = false, trailingSpace = false, breakSpace = false, spaceBreak = false;
        var previous = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var rune = text[i];
            var spaceBefore = i == 0 || IsBlank(previous);
            var spaceAfter = i + 1 == text.Length || IsBlank(text[i + 1]);
            indicators |= IsIndicator(rune, i == 0, spaceBefore, spaceAfter);
            special |= !IsPrintable(rune);
            if (rune == ' ')
            {
                edgeSpace |= i == 0 || i + 1 == text.Length;
                trailingSpace |= i + 1 == text.Length;
                breakSpace |= i > 0 && IsBreak(previous);
            }
            else if (IsBreak(rune))
            {
                breaks = true;
                edgeBreak |= i == 0 || i + 1 == text.Length;
                spaceBreak |= previous == ' ';
            }

            previous = rune;
        }

        var open = !spaceBreak && !special;
        return (
            open && !indicators && !breaks && !edgeSpace && !edgeBreak && !breakSpace,
            open && !breakSpace,
            open && !trailingSpace && text.Length > 0);
    }

    private static bool IsIndicator(char rune, bool first, bool spaceBefore, bool spaceAfter) => rune switch
    {
        '#' => first || spaceBefore,
        ':' => spaceAfter,
        '?' or '-' => first && spaceAfter,
        ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => first,
        _ => false,
    };

    private static bool IsBlank(char rune) => rune is ' ' or '\t' || IsBreak(rune);

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Base60();
}
