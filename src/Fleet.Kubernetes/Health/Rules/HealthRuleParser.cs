using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>Reads one rule of a file.</summary>
internal sealed class HealthRuleParser
{
    private static readonly string[] RuleFields = ["group", "kinds", "statusRequired", "observedGeneration", "checks", "otherwise"];
    private static readonly string[] CheckFields = ["when", "health", "reason", "message", "switch", "Healthy", "Progressing", "Degraded", "Suspended", "Missing", "Unknown"];

    public DataHealthRule Parse(DocumentValue rule, string path)
    {
        Only(rule, RuleFields, path);
        if (rule["group"u8].IsNullOrUndefined)
        {
            throw new HealthRulesFormatException(path, "'group' is missing; an API group, *.suffix, or a list of them is expected ('' is the core group)");
        }

        var checks = new List<HealthCheck>();
        foreach (var check in rule["checks"u8].Items)
        {
            checks.Add(ParseCheck(check, $"{path}.checks[{checks.Count}]"));
        }

        var otherwise = rule["otherwise"u8];
        return new DataHealthRule
        {
            Checks = checks,
            StatusRequired = rule["statusRequired"u8].AsBoolean() ?? true,
            ObservedGeneration = rule["observedGeneration"u8] is { IsBoolean: true } ? null : Path(rule["observedGeneration"u8].AsString("status.observedGeneration"), path + ".observedGeneration"),
            Otherwise = otherwise.Exists
                ? new(Status(otherwise.AsString(""), path + ".otherwise"))
                : HealthAssessment.Progressing("Waiting", "the status does not tell yet"),
        };
    }

    /// <summary>A text or a list of texts; numbers and booleans as they are spelled.</summary>
    public static IReadOnlyList<string> Texts(DocumentValue value, string path) => value.Kind switch
    {
        DocumentKind.Undefined => [],
        DocumentKind.Array => [.. value.Items.ToList().Select(item => Text(item, path))],
        _ => [Text(value, path)],
    };

    /// <summary>Whether a text is an accepted value: equal but for case; <c>*</c> accepts every text, <c>*ing</c> every text with that end.</summary>
    internal static bool Accepts(string pattern, string text) => pattern.StartsWith('*')
        ? text.EndsWith(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase)
        : text.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>A JSONPath, its first dot left out: <c>status.listeners[*].name</c>.</summary>
    internal static JsonPath Path(string text, string path)
    {
        try
        {
            return HealthTemplate.ParsePath(text);
        }
        catch (FormatException error)
        {
            throw new HealthRulesFormatException(path, error.Message);
        }
    }

    internal static void Only(DocumentValue value, string[] accepted, string path)
    {
        if (!value.IsObject)
        {
            throw new HealthRulesFormatException(path, $"an object with {string.Join(", ", accepted)} is expected");
        }

        foreach (var (name, _) in value.Members)
        {
            if (Array.IndexOf(accepted, name) < 0)
            {
                throw new HealthRulesFormatException(path, $"unknown field '{name}'; {string.Join(", ", accepted)} are accepted");
            }
        }
    }

    private static string Text(DocumentValue value, string path) => value.Kind switch
    {
        DocumentKind.String => value.AsString(""),
        DocumentKind.Number or DocumentKind.True or DocumentKind.False => value.ToString(),
        _ => throw new HealthRulesFormatException(path, "a text or a list of texts is expected"),
    };

    private static HealthCheck ParseCheck(DocumentValue check, string path)
    {
        Only(check, CheckFields, path);
        var cases = new List<(HealthStatus, string[])>();
        foreach (var status in Enum.GetValues<HealthStatus>())
        {
            if (check[status.ToString()] is { Exists: true } values)
            {
                cases.Add((status, [.. Texts(values, $"{path}.{status}")]));
            }
        }

        if (check["switch"u8].Exists != cases.Count > 0)
        {
            throw new HealthRulesFormatException(path, "'switch' names a field and comes with the values of at least one status");
        }

        return new HealthCheck
        {
            When = check["when"u8].Exists ? HealthPredicateParser.Parse(check["when"u8], path + ".when") : null,
            Health = check["health"u8].AsString() is { } health && health != "standard" ? Status(health, path + ".health") : null,
            Reason = Template(check["reason"u8], path + ".reason"),
            Message = Template(check["message"u8], path + ".message"),
            Switch = check["switch"u8].AsString() is { } field ? Path(field, path + ".switch") : null,
            Cases = cases,
        };
    }

    private static HealthTemplate Template(DocumentValue value, string path)
    {
        try
        {
            return value.AsString() is { } text ? HealthTemplate.Parse(text) : HealthTemplate.Empty;
        }
        catch (FormatException error)
        {
            throw new HealthRulesFormatException(path, error.Message);
        }
    }

    private static HealthStatus Status(string text, string path) => Enum.TryParse<HealthStatus>(text, out var status) && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _)
        ? status
        : throw new HealthRulesFormatException(path, $"'{text}' is not a health; {string.Join(", ", Enum.GetNames<HealthStatus>())} are accepted");
}
