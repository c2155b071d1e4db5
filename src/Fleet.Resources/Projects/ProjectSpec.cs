using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Resources.Projects;

/// <summary>A part of the fleet, as declared.</summary>
/// <param name="Clusters">Names of clusters; null when the spec names none.</param>
/// <param name="ClusterSelector">Clusters by label; null when the spec has no selector.</param>
/// <param name="Namespaces">Names of namespaces; null for all.</param>
/// <param name="Description">For people.</param>
public sealed record ProjectSpec(IReadOnlySet<string>? Clusters, LabelSelector? ClusterSelector, IReadOnlySet<string>? Namespaces, string Description)
{
    /// <summary>Every cluster belongs to it: it neither names nor selects any.</summary>
    public bool HasAllClusters => Clusters is null && ClusterSelector is null;

    /// <summary>Whether a cluster belongs to it.</summary>
    /// <param name="name">The cluster's name.</param>
    /// <param name="labels">Its <c>metadata.labels</c>.</param>
    public bool HasCluster(string name, DocumentValue labels) =>
        HasAllClusters || Clusters?.Contains(name) == true || ClusterSelector?.Matches(labels) == true;

    /// <summary>Reads a Project object that passed validation.</summary>
    public static ProjectSpec Read(DocumentValue project)
    {
        var spec = project["spec"u8];
        return new ProjectSpec(
            SpecText.Set(spec["clusters"u8]), SpecText.Selector(spec["clusterSelector"u8]), SpecText.Set(spec["namespaces"u8]), spec["description"u8].AsString(""));
    }
}
