using System.Text;

namespace Fleet.Cli.Clusters;

/// <summary>Names of clusters: DNS-1123 labels.</summary>
internal static class ClusterNames
{
    private const int MaxLength = 63;

    public static bool IsValid(string name) => name.Length is > 0 and <= MaxLength && name == Of(name);

    /// <summary>The nearest valid name of a context: <c>arn:aws:eks:eu-west-1:1:cluster/Prod</c> becomes <c>arn-aws-eks-eu-west-1-1-cluster-prod</c>; empty when nothing is left.</summary>
    public static string Of(string context)
    {
        var name = new StringBuilder();
        foreach (var c in context.ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                name.Append(c);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        // The end of a long name tells clusters apart, the beginning is the provider's.
        var text = name.ToString().Trim('-');
        return (text.Length > MaxLength ? text[^MaxLength..] : text).Trim('-');
    }
}
