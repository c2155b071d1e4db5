using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <summary>A kind that is followed in member clusters, and what is kept of its objects. Immutable and thread safe.</summary>
public sealed class WatchedKind
{
    private readonly DocumentPruner _pruner;
    private readonly DocumentPruner _ownedPruner;

    internal WatchedKind(GroupVersionKind kind, WatchedRole role, DocumentPruner pruner, DocumentPruner? ownedPruner = null)
    {
        Kind = kind;
        Role = role;
        _pruner = pruner;
        _ownedPruner = ownedPruner ?? pruner;
    }

    public GroupVersionKind Kind { get; }

    public WatchedRole Role { get; }

    /// <summary>What is kept of an object: less of one that something else controls, as that holds the template and says who changed it.</summary>
    public Document Prune(Document seen) =>
        (ControllerReference.TryRead(seen, out _) ? _ownedPruner : _pruner).Prune(seen);

    public override string ToString() => $"{Kind} ({Role})";
}
