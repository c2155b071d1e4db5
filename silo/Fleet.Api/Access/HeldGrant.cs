using Fleet.Inventory.Queries;
using Fleet.Resources.Access;

namespace Fleet.Api.Access;

/// <summary>A role a user holds, over a part of the fleet.</summary>
internal sealed record HeldGrant(AccessRole Role, WorkloadScope Scope)
{
    /// <summary>The projects it names.</summary>
    public IReadOnlyList<string> Projects { get; init; } = [];

    public bool CoversCluster(string name) => Scope.Grants.Any(grant => grant.Namespaces is null && (grant.Clusters?.Contains(name) ?? true));

    public bool ShowsNamespace(string name) => Scope.Grants.Any(grant => grant.Namespaces?.Contains(name) ?? true);
}
