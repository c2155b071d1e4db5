using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Ownership;

/// <summary>The kinds that are followed in a member cluster: what runs pods, their pods and Events, and kinds asked for. Never Secrets.</summary>
public sealed class WatchedKinds
{
    private static readonly GroupKind Secret = new("", "Secret");

    private readonly FrozenDictionary<GroupKind, WatchedKind> _byKind;

    /// <param name="extra">Kinds asked for besides; those built in are not taken twice, Secrets are <see cref="Refused"/>.</param>
    /// <param name="pool">Where equal parts of objects are shared; one a process.</param>
    public WatchedKinds(IEnumerable<GroupVersionKind>? extra = null, DocumentPool? pool = null)
    {
        var all = BuiltIn(pool);
        var refused = new List<GroupVersionKind>();
        foreach (var kind in extra ?? [])
        {
            if (kind.GroupKind == Secret || kind.Kind.Length == 0 || kind.Version.Length == 0)
            {
                refused.Add(kind);
            }
            else if (!all.Exists(known => known.Kind.GroupKind == kind.GroupKind))
            {
                all.Add(new WatchedKind(kind, WatchedRole.Extra, new DocumentPruner(DocumentPruner.InventoryPaths, pool)));
            }
        }

        All = all;
        Refused = refused;
        _byKind = all.ToFrozenDictionary(kind => kind.Kind.GroupKind);
    }

    /// <summary>The kinds built in, without sharing.</summary>
    internal static WatchedKinds Default { get; } = new();

    /// <summary>In the order to start them in: owners before what they own, Events last.</summary>
    public IReadOnlyList<WatchedKind> All { get; }

    /// <summary>Kinds that were asked for and are not followed: Secrets, and what is not a kind.</summary>
    public IReadOnlyList<GroupVersionKind> Refused { get; }

    /// <summary>The kind whatever its version, or null when it is not followed.</summary>
    public WatchedKind? Find(GroupKind kind) => _byKind.GetValueOrDefault(kind);

    private static List<WatchedKind> BuiltIn(DocumentPool? pool)
    {
        var whole = new DocumentPruner(DocumentPruner.InventoryPaths, pool);
        var owned = new DocumentPruner(DocumentPruner.InventoryPathsWithoutOwners, pool);
        var withoutTemplate = new DocumentPruner([.. DocumentPruner.InventoryPathsWithoutOwners, ["spec", "template"]], pool);
        var events = new DocumentPruner([.. DocumentPruner.InventoryPathsWithoutOwners, ["metadata", "annotations"], ["metadata", "labels"], ["deprecatedSource"]], pool);
        return
        [
            new(new("apps", "v1", "Deployment"), WatchedRole.Workload, whole),
            new(new("apps", "v1", "StatefulSet"), WatchedRole.Workload, whole),
            new(new("apps", "v1", "DaemonSet"), WatchedRole.Workload, whole),
            new(new("batch", "v1", "CronJob"), WatchedRole.Workload, whole),
            new(new("apps", "v1", "ReplicaSet"), WatchedRole.Intermediate, whole, withoutTemplate),
            new(new("batch", "v1", "Job"), WatchedRole.Intermediate, whole, withoutTemplate),
            new(new("", "v1", "Pod"), WatchedRole.Pod, whole, owned),
            new(new("events.k8s.io", "v1", "Event"), WatchedRole.Event, events),
        ];
    }
}
