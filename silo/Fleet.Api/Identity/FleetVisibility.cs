using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Resources;

namespace Fleet.Api.Identity;

/// <summary>Shows each user its part of the fleet: workloads, clusters and projects are filtered by scope, other kinds are for the authorizer.</summary>
public sealed class FleetVisibility(IAccessScopes scopes) : IVisibility
{
    public IVisibleObjects? Of(UserInfo user, ResourceDefinition resource)
    {
        if (user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal))
        {
            return null;
        }

        return resource.GroupResource switch
        {
            var kind when kind == FleetKinds.Workloads.GroupResource => Limited(user) is { } scope ? new WorkloadVisibility(scope) : null,
            var kind when kind == FleetKinds.Clusters.GroupResource => Limited(user) is { } scope ? new ClusterVisibility(scope) : null,
            var kind when kind == FleetKinds.Projects.GroupResource => scopes.ProjectsOf(user),
            _ => null,
        };
    }

    private WorkloadScope? Limited(UserInfo user) => scopes.ScopeOf(user) is { IsUnlimited: false } scope ? scope : null;
}
