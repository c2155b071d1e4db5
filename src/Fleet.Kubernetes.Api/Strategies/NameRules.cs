using System.Text.RegularExpressions;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Kubernetes.Api.Strategies;

/// <summary>The name formats of Kubernetes (<c>k8s.io/apimachinery/pkg/util/validation</c>), with its wordings.</summary>
public static partial class NameRules
{
    private const string LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string Label1035Pattern = "[a-z]([-a-z0-9]*[a-z0-9])?";

    /// <summary>RFC 1123 subdomain, 253 characters: most kinds.</summary>
    public static NameRule DnsSubdomain { get; } = (name, isPrefix) => LabelSyntax.ValidateSubdomain(Completed(name, isPrefix));

    /// <summary>RFC 1123 label, 63 characters: namespaces.</summary>
    public static NameRule DnsLabel { get; } = (name, isPrefix) => name.Length <= 63 && !Label().IsMatch(name) && LabelSyntax.ValidateSubdomain(name).Count == 0
        ? ["must not contain dots"]
        : Check(
            name,
            isPrefix,
            63,
            Label(),
            $"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LabelPattern}')");

    /// <summary>RFC 1035 label, 63 characters: services.</summary>
    public static NameRule Dns1035Label { get; } = (name, isPrefix) => Check(
        name,
        isPrefix,
        63,
        Label1035(),
        $"a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{Label1035Pattern}')");

    /// <summary>Anything that fits a path segment: RBAC kinds.</summary>
    public static NameRule PathSegment { get; } = (name, isPrefix) =>
    {
        if (!isPrefix && name is "." or "..")
        {
            return [$"may not be '{name}'"];
        }

        var illegal = new[] { "/", "%" }.Where(name.Contains);
        return [.. illegal.Select(text => $"may not contain '{text}'")];
    };

    private static IReadOnlyList<string> Check(string name, bool isPrefix, int maximum, Regex pattern, string wording)
    {
        name = Completed(name, isPrefix);
        var problems = new List<string>(0);
        if (name.Length > maximum)
        {
            problems.Add($"must be no more than {maximum} bytes");
        }

        if (!pattern.IsMatch(name))
        {
            problems.Add(wording);
        }

        return problems;
    }

    /// <summary>The generated suffix follows a prefix: a trailing dash is fine.</summary>
    private static string Completed(string name, bool isPrefix) => isPrefix && name.EndsWith('-') && name.Length > 1 ? name[..^1] + "a" : name;

    [GeneratedRegex("^" + LabelPattern + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();

    [GeneratedRegex("^" + Label1035Pattern + @"\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label1035();
}
