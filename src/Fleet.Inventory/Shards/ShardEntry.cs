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

    /// <summary>It runs something, or is there to.</summary>
    public bool IsWorkload => _isServable && (Pods.Total > 0 || (Controller is { } controller
        && (controller.Kind.Role != WatchedRole.Extra || Objects.Count > 1 || PodTemplate.Of(Key, controller.Document.Root).Exists)));

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

    public WorkloadFacts Facts(bool isUnread)
    {
        var controller = Controller?.Document;
        return new()
        {
            Key = Key,
            ObjectName = ObjectName,
            Controller = controller,
            IsWatched = !isUnread && WatchedKinds.Default.Find(new(Key.Group, Key.Kind)) is not null,
            Pods = Pods,
            OldestPod = controller is null ? Extreme(WatchedRole.Pod, "Pod", oldest: true) : null,
            NewestPod = controller is null ? Extreme(WatchedRole.Pod, "Pod", oldest: false) : null,
            NewestJob = Key is { Group: "batch", Kind: "CronJob" } ? Extreme(WatchedRole.Intermediate, "Job", oldest: false) : null,
        };
    }

    /// <summary>The first or last created object of a kind; of equals by name.</summary>
    private Document? Extreme(WatchedRole role, string kind, bool oldest)
    {
        Document? found = null;
        (string, string) foundAge = default;
        foreach (var item in Objects)
        {
            if (item.Kind.Role != role || item.Kind.Kind.Kind != kind)
            {
                continue;
            }

            var metadata = item.Document["metadata"u8];
            (string Created, string Name) age = (metadata["creationTimestamp"u8].AsString(""), metadata["name"u8].AsString(""));
            var order = string.CompareOrdinal(age.Created, foundAge.Item1);
            order = order != 0 ? order : string.CompareOrdinal(age.Name, foundAge.Item2);
            if (found is null || (oldest ? order < 0 : order > 0))
            {
                (found, foundAge) = (item.Document, age);
            }
        }

        return found;
    }
}
