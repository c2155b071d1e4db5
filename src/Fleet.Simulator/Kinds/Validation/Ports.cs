using System.Globalization;
using System.Text.RegularExpressions;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Validation;

/// <summary>Numbers and names of ports, integers-or-percentages (<c>k8s.io/apimachinery/pkg/util/validation</c>).</summary>
internal static partial class Ports
{
    public const string NumberRange = "must be between 1 and 65535, inclusive";
    private const string PercentFormat = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    public static bool IsNumber(long? value) => value is >= 1 and <= 65535;

    public static void Number(DocumentValue value, string field, FieldErrors errors)
    {
        if (!IsNumber(value.AsInt64()))
        {
            errors.Invalid(field, value.AsInt64() ?? 0, NumberRange);
        }
    }

    /// <summary>What is wrong with a port name (IANA service name), empty when nothing is.</summary>
    public static IReadOnlyList<string> Name(string name)
    {
        var problems = new List<string>();
        if (name.Length > 15)
        {
            problems.Add("must be no more than 15 characters");
        }

        if (!NameCharacters().IsMatch(name))
        {
            problems.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            problems.Add("must contain at least one letter (a-z)");
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            problems.Add("must not contain consecutive hyphens");
        }

        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-'))
        {
            problems.Add("must not begin or end with a hyphen");
        }

        return problems;
    }

    /// <summary>A port by number or by name.</summary>
    public static void NumberOrName(DocumentValue value, string field, FieldErrors errors)
    {
        if (value.IsString)
        {
            var name = value.AsString("");
            errors.Invalid(field, name, name.Length == 0 ? ["must be no more than 15 characters"] : Name(name));
        }
        else if (!IsNumber(value.AsInt64()))
        {
            errors.Invalid(field, value.AsInt64() ?? 0, NumberRange);
        }
    }

    /// <summary>An integer of at least zero, or a percentage.</summary>
    public static void PositiveIntOrPercent(DocumentValue value, string field, FieldErrors errors)
    {
        if (value.AsString() is { } text)
        {
            if (!Percent().IsMatch(text))
            {
                errors.Invalid(field, value, PercentFormat);
            }
        }
        else
        {
            errors.NonNegative(value, field);
        }
    }

    /// <summary>A percentage may be 100 % at most.</summary>
    public static void NotMoreThanAll(DocumentValue value, string field, FieldErrors errors)
    {
        if (PercentOf(value) is > 100)
        {
            errors.Invalid(field, value, "must not be greater than 100%");
        }
    }

    public static long? PercentOf(DocumentValue value) =>
        value.AsString() is { } text && Percent().IsMatch(text) && long.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;

    /// <summary>The integer, or the percentage as a number; 0 for anything else.</summary>
    public static long AmountOf(DocumentValue value) => IntOrString.From(value) is { } amount && !amount.IsString ? amount.Integer : PercentOf(value) ?? 0;

    [GeneratedRegex(@"^[-a-z0-9]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameCharacters();

    [GeneratedRegex(@"^[0-9]+%\z", RegexOptions.CultureInvariant)]
    private static partial Regex Percent();
}
