using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Api.Identity;

/// <summary>Which part of the fleet a user may read.</summary>
public interface IAccessScopes
{
    WorkloadScope ScopeOf(UserInfo user);
}
