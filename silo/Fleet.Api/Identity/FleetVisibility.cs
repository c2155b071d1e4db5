using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Resources;

namespace Fleet.Api.Identity;

/// <summary>Shows each user its part of the fleet: workloads and clusters are filtered by scope, other kinds are for the authorizer.</summary>
public sealed class FleetVisibility(IAccessScopes scopes) : IVisibility
{
    public IVisibleObjects? Of(UserInfo user, ResourceDefinition resource)
    {
        var isWorkload = resource.GroupResource == FleetKinds.Workloads.GroupResource;
        if ((!isWorkload && resource.GroupResource != FleetKinds.Clusters.GroupResource) || user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal))
        {
            return null;
        }

        var scope = scopes.ScopeOf(user);
        return scope.IsUnlimited ? null : isWorkload ? new WorkloadVisibility(scope) : new ClusterVisibility(scope);
    }
}
