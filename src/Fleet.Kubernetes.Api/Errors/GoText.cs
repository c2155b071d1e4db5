using System.Globalization;
using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Api.Errors;

/// <summary>Text as Go's <c>fmt</c> writes it, which the wordings of API errors are made of.</summary>
public static class GoText
{
    /// <summary>A string as <c>%q</c> shows it: quoted, control characters escaped, printable Unicode kept.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append(@"\\"),
                '\a' => text.Append(@"\a"),
                '\b' => text.Append(@"\b"),
                '\f' => text.Append(@"\f"),
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\t' => text.Append(@"\t"),
                '\v' => text.Append(@"\v"),
                < 32 or 127 => text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => text.Append(rune.ToString()),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>A decoded value as <c>%v</c> shows it: <c>map[a:1 b:[x y]]</c>, keys sorted.</summary>
    public static string Format(DocumentValue value) => GoFormat.Plain(value);

    /// <summary>A list of strings as <c>%v</c> shows it: <c>[a b]</c>.</summary>
    public static string List(IEnumerable<string> values) => $"[{string.Join(' ', values)}]";

    /// <summary>A list of strings as <c>%q</c> shows it: <c>["a" "b"]</c>.</summary>
    public static string QuoteAll(IEnumerable<string> values) => $"[{string.Join(' ', values.Select(Quote))}]";
}
