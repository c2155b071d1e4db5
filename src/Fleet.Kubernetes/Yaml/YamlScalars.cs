using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Yaml;

/// <summary>Tells the type of a scalar by its text, as go-yaml v2 does (YAML 1.1 without base 60), and writes it.</summary>
internal static partial class YamlScalars
{
    public const string TagPrefix = "tag:yaml.org,2002:";

    /// <summary>What a plain scalar is, and its JSON text when it is a number.</summary>
    public static (YamlScalarKind Kind, string Text) Resolve(string text)
    {
        if (text.Length == 0)
        {
            return (YamlScalarKind.Null, text);
        }

        switch (text[0])
        {
            case 'y' or 'Y' or 'n' or 'N' or 't' or 'T' or 'f' or 'F' or 'o' or 'O' or '~':
                return (Word(text), text);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number(text);
            default:
                return (YamlScalarKind.String, text);
        }
    }

    public static void Write(YamlNode node, DocumentBuilder builder)
    {
        var (kind, text) = Resolve(node);
        switch (kind)
        {
            case YamlScalarKind.Null:
                builder.Null();
                break;
            case YamlScalarKind.True or YamlScalarKind.False:
                builder.Boolean(kind == YamlScalarKind.True);
                break;
            case YamlScalarKind.Integer or YamlScalarKind.Float:
                builder.RawScalar(Encoding.UTF8.GetBytes(text));
                break;
            case YamlScalarKind.NotFinite:
                throw new YamlFormatException(node.Line, $"json: unsupported value: {node.Text}");
            default:
                builder.String(text);
                break;
        }
    }

    /// <summary>A key as the string JSON needs: numbers and booleans in their usual spelling.</summary>
    public static string Key(YamlNode node)
    {
        if (node.Kind != YamlNodeKind.Scalar)
        {
            throw new YamlFormatException(node.Line, $"invalid map key: a {(node.Kind == YamlNodeKind.Mapping ? "mapping" : "sequence")}; a scalar is expected");
        }

        var (kind, text) = Resolve(node);
        return kind switch
        {
            YamlScalarKind.True => "true",
            YamlScalarKind.False => "false",
            YamlScalarKind.Null => throw new YamlFormatException(node.Line, "unsupported map key of type: null; a string, number or boolean is expected"),
            YamlScalarKind.Float => double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            YamlScalarKind.NotFinite => node.Text.ToLowerInvariant().TrimStart('+'),
            _ => text,
        };
    }

    private static (YamlScalarKind Kind, string Text) Resolve(YamlNode node)
    {
        if (node.Tag is null)
        {
            return node.IsPlain ? Resolve(node.Text) : (YamlScalarKind.String, node.Text);
        }

        var tag = node.Tag.StartsWith(TagPrefix, StringComparison.Ordinal) ? node.Tag[TagPrefix.Length..] : "";
        if (tag == "binary")
        {
            return (YamlScalarKind.String, Binary(node));
        }

        if (tag is not ("bool" or "int" or "float" or "null"))
        {
            return (YamlScalarKind.String, node.Text);
        }

        var resolved = Resolve(node.Text);
        var found = resolved.Kind switch
        {
            YamlScalarKind.Null => "null",
            YamlScalarKind.True or YamlScalarKind.False => "bool",
            YamlScalarKind.Integer when tag == "float" => "float",
            YamlScalarKind.Integer => "int",
            YamlScalarKind.Float or YamlScalarKind.NotFinite => "float",
            _ => "str",
        };

        // A number too large for a double is text to go-yaml unless the tag says that it is a number.
        if (found == "str" && tag == "float" && JsonNumber().IsMatch(node.Text))
        {
            return (YamlScalarKind.Float, node.Text);
        }

        return found == tag ? resolved : throw new YamlFormatException(node.Line, $"cannot decode !!{found} `{node.Text}` as a !!{tag}");
    }

    private static YamlScalarKind Word(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => YamlScalarKind.True,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => YamlScalarKind.False,
        "~" or "null" or "Null" or "NULL" => YamlScalarKind.Null,
        _ => YamlScalarKind.String,
    };

    private static (YamlScalarKind Kind, string Text) Number(string text)
    {
        if (text is ".nan" or ".NaN" or ".NAN" or ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" or "-.inf" or "-.Inf" or "-.INF")
        {
            return (YamlScalarKind.NotFinite, text);
        }

        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        if (YamlIntegers.TryParse(plain) is { } integer)
        {
            return (YamlScalarKind.Integer, integer);
        }

        if (IsTimestamp(text))
        {
            return (YamlScalarKind.Timestamp, text);
        }

        return Float().IsMatch(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? (YamlScalarKind.Float, JsonNumber().IsMatch(plain) ? plain : JsonSpelling(number))
            : (YamlScalarKind.String, text);
    }

    private static string JsonSpelling(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static bool IsTimestamp(string text)
    {
        if (Timestamp().Match(text) is not { Success: true } match)
        {
            return false;
        }

        int Part(string group) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return Part("y") > 0 && Part("M") is >= 1 and <= 12 && Part("d") >= 1 && Part("d") <= DateTime.DaysInMonth(Part("y"), Part("M"))
            && Part("h") < 24 && Part("m") < 60 && Part("s") < 60;
    }

    /// <summary>Base64; what it holds must be text, as everything in JSON, so bytes that are not are replaced as Go replaces them.</summary>
    private static string Binary(YamlNode node)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(node.Text));
        }
        catch (FormatException error)
        {
            throw new YamlFormatException(node.Line, "!!binary value contains invalid base64 data", error);
        }
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(
        @"^(?<y>[0-9]{4})-(?<M>[0-9]{1,2})-(?<d>[0-9]{1,2})(?:[Tt](?<h>[0-9]{1,2}):(?<m>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})| (?<h>[0-9]{1,2}):(?<m>[0-9]{1,2}):(?<s>[0-9]{1,2})(?:\.[0-9]+)?)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
