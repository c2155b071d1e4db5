using Fleet.Inventory.Queries;

namespace Fleet.Api.Events;

/// <summary>Which events a user may see: those of what it may read.</summary>
/// <param name="Scope">The workloads and clusters it may read.</param>
/// <param name="SeesAccess">It may read grants and tokens.</param>
/// <param name="SeesProject">Whether it sees the project of a name.</param>
internal sealed record EventScope(WorkloadScope Scope, bool SeesAccess, Func<string, bool> SeesProject)
{
    private readonly bool _isUnlimited = Scope.IsUnlimited;

    public bool Includes(LoggedEvent candidate) => candidate switch
    {
        { IsAboutAccess: true } => SeesAccess,
        _ when _isUnlimited => true,
        { Cluster: null } => candidate.Project is { } project && SeesProject(project),
        { Namespace: null } => Scope.Grants.Any(grant => grant.Clusters?.Contains(candidate.Cluster) ?? true),
        _ => Scope.Allows(candidate.Cluster, candidate.Namespace),
    };
}
