using Fleet.Inventory.Ownership;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Shards;

/// <summary>A workload, or an object that is none, with all that belongs to it.</summary>
internal sealed class ShardEntry(WorkloadKey key)
{
    private readonly bool _isServable = WorkloadNames.IsServable(key);
    private string? _objectName;

    public WorkloadKey Key { get; } = key;

    public string ObjectName => _objectName ??= Published?.ObjectName ?? Key.ObjectName;

    public List<MemberObject> Objects { get; } = new(1);

    public List<MemberObject>? Events { get; set; }

    public MemberObject? Controller { get; set; }

    public PodTotals Pods { get; private set; } = new();

    /// <summary>The row as the fleet knows it.</summary>
    public Workload? Published { get; set; }

    /// <summary>What is to be published, as told last; null where it has to be made out anew.</summary>
    public WorkloadChange? Pending { get; set; }

    public bool IsDirty { get; set; }

    public bool IsEmpty => Objects.Count == 0 && Events is null && Published is null;

    /// <summary>
    /// It runs something, or is there to. What still names a controller that is gone is none: the garbage collector takes it (to orphan it, the reference is
    /// removed first), and would have the workload come back for the seconds that takes.
    /// </summary>
    /// <param name="isUnread">Its kind cannot be read, so that it may be there unseen.</param>
    public bool IsWorkload(bool isUnread) => _isServable && (Controller is { } controller
        ? Pods.Total > 0 || controller.Kind.Role != WatchedRole.Extra || Objects.Count > 1 || PodTemplate.Of(Key, controller.Document.Root).Exists
        : Pods.Total > 0 && (isUnread || WatchedKinds.Default.Find(new(Key.Group, Key.Kind)) is null));

    /// <summary>The key names this object. A pod is asked for its kind first: most belong to another.</summary>
    public bool IsNamed(MemberKind kind, Document document) =>
        kind.Kind.Kind == Key.Kind && kind.Kind.Group == Key.Group
        && document["metadata"u8]["name"u8].AsString("") == Key.Name && document["metadata"u8]["namespace"u8].AsString("") == Key.Namespace;

    /// <summary>Forgets the objects; the published row stays.</summary>
    public void Clear()
    {
        Objects.Clear();
        Events = null;
        Controller = null;
        Pods = new();
        Pending = null;
    }

    public WorkloadFacts Facts()
    {
        var controller = Controller?.Document;
        var (oldest, newest) = controller is null ? Extremes(WatchedRole.Pod, "Pod") : default;
        return new()
        {
            Key = Key,
            ObjectName = ObjectName,
            Controller = controller,
            Pods = Pods,
            OldestPod = oldest,
            NewestPod = newest,
            NewestJob = Key is { Group: "batch", Kind: "CronJob" } ? Extremes(WatchedRole.Intermediate, "Job").Newest : null,
        };
    }

    /// <summary>The first and the last created object of a kind; of equals by name.</summary>
    private (Document? Oldest, Document? Newest) Extremes(WatchedRole role, string kind)
    {
        Document? oldest = null;
        Document? newest = null;
        foreach (var item in Objects)
        {
            if (item.Kind.Role == role && item.Kind.Kind.Kind == kind)
            {
                oldest = oldest is null || CompareAge(item.Document, oldest) < 0 ? item.Document : oldest;
                newest = newest is null || CompareAge(item.Document, newest) > 0 ? item.Document : newest;
            }
        }

        return (oldest, newest);
    }

    private static int CompareAge(Document a, Document b)
    {
        var (left, right) = (a["metadata"u8], b["metadata"u8]);
        var order = Compare(left["creationTimestamp"u8], right["creationTimestamp"u8]);
        return order != 0 ? order : Compare(left["name"u8], right["name"u8]);
    }

    private static int Compare(DocumentValue a, DocumentValue b)
    {
        a.TryGetUtf8(out var left);
        b.TryGetUtf8(out var right);
        return left.SequenceCompareTo(right);
    }
}
