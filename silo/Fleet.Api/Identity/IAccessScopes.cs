using Fleet.Api.Access;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Api.Identity;

/// <summary>Which part of the fleet a user may read.</summary>
public interface IAccessScopes
{
    WorkloadScope ScopeOf(UserInfo user);

    /// <summary>The projects a user sees; null for all.</summary>
    ProjectScope? ProjectsOf(UserInfo user);
}
