using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Projects;

namespace Fleet.Api.Access;

/// <summary>
/// The projects a user of a part of the fleet sees: those its grants name, and those that name nothing it may not see. A project tells names of clusters and namespaces.
/// </summary>
/// <param name="scope">What the user sees of the fleet.</param>
/// <param name="granted">The projects its grants name.</param>
/// <param name="clusters">The clusters there are, for selectors.</param>
/// <param name="find">The project of a name, as it is now.</param>
public sealed class ProjectScope(WorkloadScope scope, IReadOnlySet<string> granted, IReadOnlyList<StoredObject> clusters, Func<string, Document?> find) : IVisibleObjects
{
    public bool Includes(DocumentValue value) =>
        granted.Contains(value["metadata"u8]["name"u8].AsString("")) || Covers(ProjectSpec.Read(value));

    /// <summary>Whether the user sees the project of a name: one that is gone only when a grant names it.</summary>
    public bool IncludesNamed(string name) => granted.Contains(name) || (find(name) is { } project && Includes(project.Root));

    private bool Covers(ProjectSpec project)
    {
        if (project.HasAllClusters)
        {
            return Shows(null, project.Namespaces);
        }

        var names = new HashSet<string>(project.Clusters ?? new HashSet<string>(), StringComparer.Ordinal);
        names.UnionWith(clusters
            .Where(cluster => project.ClusterSelector?.Matches(cluster.Document["metadata"u8]["labels"u8]) == true)
            .Select(cluster => cluster.Key.Name));
        return names.Count > 0 && names.All(name => Shows(name, project.Namespaces));
    }

    /// <param name="cluster">Null: all there are and will be.</param>
    /// <param name="namespaces">Null: none is named.</param>
    private bool Shows(string? cluster, IReadOnlySet<string>? namespaces)
    {
        var here = scope.Grants.Where(grant => grant.Clusters is null || (cluster is not null && grant.Clusters.Contains(cluster))).ToList();
        return here.Count > 0 && (namespaces?.All(name => here.Any(grant => grant.Namespaces?.Contains(name) ?? true)) ?? true);
    }
}
