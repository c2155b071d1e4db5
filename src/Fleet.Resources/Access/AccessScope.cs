using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Resources.Access;

/// <summary>The part of the fleet a grant covers.</summary>
/// <param name="Projects">Names of projects, each a part of its own.</param>
/// <param name="Clusters">Names of clusters; null when none is named.</param>
/// <param name="ClusterSelector">Clusters by label; null when there is no selector.</param>
/// <param name="Namespaces">Names of namespaces; null for all.</param>
public sealed record AccessScope(
    IReadOnlyList<string> Projects, IReadOnlySet<string>? Clusters, LabelSelector? ClusterSelector, IReadOnlySet<string>? Namespaces)
{
    /// <summary>The whole fleet.</summary>
    public static AccessScope Everything { get; } = new([], null, null, null);

    public bool IsEverything => Projects.Count == 0 && Clusters is null && ClusterSelector is null && Namespaces is null;

    internal static AccessScope Read(DocumentValue scope) => new(
        SpecText.List(scope["projects"u8]),
        SpecText.Set(scope["clusters"u8]),
        SpecText.Selector(scope["clusterSelector"u8]),
        SpecText.Set(scope["namespaces"u8]));
}
