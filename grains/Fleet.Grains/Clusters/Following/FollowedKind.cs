using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Clusters.Following;

/// <summary>A kind that is followed in a cluster.</summary>
/// <param name="Resource">Where the cluster serves it, in the version it serves.</param>
/// <param name="Watched">What is kept of its objects.</param>
internal sealed record FollowedKind(ApiResource Resource, WatchedKind Watched)
{
    public GroupVersionKind Kind => Resource.Kind;

    /// <summary>It says to whom others belong: followed before them, so that few have to wait for their owners.</summary>
    public bool IsOwner => Watched.Role is not (WatchedRole.Pod or WatchedRole.Event);

    /// <summary>
    /// Of what is there only this is followed; null for all. A cluster at work writes many normal events a second; only warnings say something about a
    /// workload that its objects do not.
    /// </summary>
    public string? FieldSelector => Watched.Role == WatchedRole.Event ? "type=Warning" : null;

    public override string ToString() => Resource.Resource.GroupResource.ToString();
}
