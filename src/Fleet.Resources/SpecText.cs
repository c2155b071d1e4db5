using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Resources;

/// <summary>Reads the parts specs have in common.</summary>
internal static class SpecText
{
    /// <summary>The texts of a list; null when it is absent or empty, which means "all".</summary>
    public static IReadOnlySet<string>? Set(DocumentValue list) => list.Count == 0 ? null : new HashSet<string>(List(list), StringComparer.Ordinal);

    public static IReadOnlyList<string> List(DocumentValue list) => [.. list.Items.ToList().Select(item => item.AsString("")).Where(text => text.Length > 0)];

    /// <summary>Null when there is none; an empty selector selects everything, as everywhere in Kubernetes.</summary>
    public static LabelSelector? Selector(DocumentValue selector) => selector.IsObject ? LabelSelector.From(selector) : null;
}
