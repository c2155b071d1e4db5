using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Resources;

/// <summary>
/// The order of API versions by maturity: <c>v2</c>, <c>v1</c>, <c>v1beta2</c>, <c>v1beta1</c>, <c>v1alpha1</c>, then anything else by name. The most
/// preferred comes first.
/// </summary>
/// <remarks>k8s.io/apimachinery/pkg/version: CompareKubeAwareVersionStrings.</remarks>
public sealed partial class ApiVersionOrder : IComparer<string>
{
    private ApiVersionOrder()
    {
    }

    public static ApiVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (Rank(x!), Rank(y!));
        if (left is null || right is null)
        {
            return left is null && right is null ? string.CompareOrdinal(x, y) : left is null ? 1 : -1;
        }

        return right.Value.CompareTo(left.Value);
    }

    private static (int Maturity, long Major, long Minor)? Rank(string version)
    {
        var match = Pattern().Match(version);
        if (!match.Success
            || !long.TryParse(match.Groups["major"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var major))
        {
            return null;
        }

        var maturity = match.Groups["maturity"].Value switch { "alpha" => 1, "beta" => 2, _ => 3 };
        return long.TryParse(match.Groups["minor"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) || maturity == 3
            ? (maturity, major, minor)
            : null;
    }

    [GeneratedRegex(@"^v(?<major>[1-9][0-9]*)((?<maturity>alpha|beta)(?<minor>[1-9][0-9]*))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
