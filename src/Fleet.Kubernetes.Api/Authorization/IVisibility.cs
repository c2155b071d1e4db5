using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Resources;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>
/// Which objects of a resource a user gets to see, beyond what Kubernetes knows: others are as if they were not there, in lists (before paging and counts),
/// watches, reads and writes. An object that comes into view is <c>ADDED</c> to a watch, one that goes out of view <c>DELETED</c>; what a user sees is settled
/// when a watch begins.
/// </summary>
public interface IVisibility
{
    /// <summary>Null: all of them.</summary>
    IVisibleObjects? Of(UserInfo user, ResourceDefinition resource);
}
