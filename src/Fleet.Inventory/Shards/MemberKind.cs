using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Shards;

/// <summary>A kind as a shard sees it; one instance a kind.</summary>
internal sealed class MemberKind(GroupVersionKind kind)
{
    public GroupVersionKind Kind { get; } = kind;

    public WatchedRole Role { get; } = WatchedKinds.Default.Find(kind.GroupKind)?.Role ?? WatchedRole.Extra;
}
