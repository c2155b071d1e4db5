using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Selectors;

/// <summary>
/// A field selector: <c>metadata.name=web,status.phase!=Running</c>, values escaped with <c>\,</c> <c>\=</c> <c>\\</c>
/// (<c>k8s.io/apimachinery/pkg/fields</c>). Which fields a kind offers is the server's business. Immutable.
/// </summary>
public sealed class FieldSelector
{
    private readonly FieldRequirement[] _requirements;

    /// <summary>The path and the value of each requirement in UTF-8, so that matching does not allocate.</summary>
    private readonly (byte[][] Path, byte[] Value)[] _utf8;

    private FieldSelector(FieldRequirement[] requirements)
    {
        _requirements = requirements;
        _utf8 = [.. requirements.Select(requirement => (requirement.Field.Split('.').Select(Encoding.UTF8.GetBytes).ToArray(), Encoding.UTF8.GetBytes(requirement.Value)))];
    }

    /// <summary>Matches every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    public IReadOnlyList<FieldRequirement> Requirements => _requirements;

    public bool IsEmpty => _requirements.Length == 0;

    /// <exception cref="SelectorFormatException">The text is not a selector; the message is the API server's.</exception>
    public static FieldSelector Parse(string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = SplitTerms(text);
        terms.Sort(StringComparer.Ordinal);
        return new([.. terms.Where(term => term.Length > 0).Select(term => ParseTerm(text, term))]);
    }

    public static FieldSelector Of(params IEnumerable<FieldRequirement> requirements) => new([.. requirements]);

    /// <summary>Escapes a value for use in a selector.</summary>
    public static string Escape(string value) => value
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace(",", @"\,", StringComparison.Ordinal)
        .Replace("=", @"\=", StringComparison.Ordinal);

    /// <summary>Whether an object matches, fields read by their dotted path; an absent field is the empty string, scalars are compared as text.</summary>
    public bool Matches(DocumentValue value)
    {
        for (var i = 0; i < _requirements.Length; i++)
        {
            if (FieldEquals(value, _utf8[i].Path, _utf8[i].Value) == _requirements[i].Negated)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a set of fields matches, given by name; null is the empty string.</summary>
    public bool Matches(Func<string, string?> field)
    {
        foreach (var requirement in _requirements)
        {
            if (((field(requirement.Field) ?? "") == requirement.Value) == requirement.Negated)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value an exact term demands of <paramref name="field"/>, or null (<c>RequiresExactMatch</c>).</summary>
    public string? ExactMatch(string field)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Negated && requirement.Field == field)
            {
                return requirement.Value;
            }
        }

        return null;
    }

    public override string ToString() => string.Join(',', _requirements);

    private static bool FieldEquals(DocumentValue value, byte[][] path, ReadOnlySpan<byte> expected)
    {
        foreach (var name in path)
        {
            value = value[name];
        }

        return value.Kind switch
        {
            DocumentKind.String => value.StringEquals(expected),
            DocumentKind.Undefined or DocumentKind.Null => expected.IsEmpty,
            DocumentKind.True => expected.SequenceEqual("true"u8),
            DocumentKind.False => expected.SequenceEqual("false"u8),
            DocumentKind.Number => value.NumberText.SequenceEqual(expected),
            _ => false,
        };
    }

    /// <summary>Splits at commas that are not escaped; the escapes stay.</summary>
    private static List<string> SplitTerms(string text)
    {
        var terms = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                terms.Add(text[start..i]);
                start = i + 1;
            }
        }

        terms.Add(text[start..]);
        return terms;
    }

    private static FieldRequirement ParseTerm(string selector, string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            if (rest.StartsWith("!=") || rest.StartsWith("=="))
            {
                return new(term[..i], Unescape(term[(i + 2)..]), Negated: rest[0] == '!');
            }

            if (rest[0] == '=')
            {
                return new(term[..i], Unescape(term[(i + 1)..]));
            }
        }

        throw new SelectorFormatException($"invalid selector: '{selector}'; can't understand '{term}'");
    }

    private static string Unescape(string value)
    {
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0)
        {
            return value;
        }

        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '=')
            {
                // Upstream prints the character's code point.
                throw new SelectorFormatException($"invalid field selector: unescaped character in value: {(int)value[i]}");
            }

            if (value[i] == '\\' && (++i == value.Length || value[i] is not ('\\' or ',' or '=')))
            {
                throw new SelectorFormatException($"invalid field selector: invalid escape sequence: \\{(i < value.Length ? value[i] : "")}");
            }

            text.Append(value[i]);
        }

        return text.ToString();
    }
}
