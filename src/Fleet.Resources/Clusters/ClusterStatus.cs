using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Resources.Clusters;

/// <summary>What the engine knows of a cluster; <see cref="ApplyTo"/> writes it into the object.</summary>
public sealed record ClusterStatus
{
    public long ObservedGeneration { get; init; }

    public IReadOnlyList<ClusterCondition> Conditions { get; init; } = [];

    public string Version { get; init; } = "";

    public long Nodes { get; init; }

    /// <summary>Quantities; empty while they are not known.</summary>
    public string AllocatableCpu { get; init; } = "";

    public string AllocatableMemory { get; init; } = "";

    public long AllocatablePods { get; init; }

    public WorkloadCounts Workloads { get; init; } = new();

    /// <summary>Objects followed.</summary>
    public long Objects { get; init; }

    /// <summary>Null while it is not known.</summary>
    public long? WatchLagSeconds { get; init; }

    public DateTimeOffset? LastContactTime { get; init; }

    /// <summary>The address of the API server.</summary>
    public string Server { get; init; } = "";

    public string Silo { get; init; } = "";

    /// <summary>
    /// Writes the status into a Cluster object; transition times only move when a condition's status does. Returns false when nothing changed.
    /// </summary>
    public bool ApplyTo(DocumentNode cluster, DateTimeOffset now)
    {
        var old = cluster["status"]?.ToValue() ?? default;
        var status = DocumentNode.Object(
            ("observedGeneration", ObservedGeneration),
            ("conditions", DocumentNode.Array(Conditions.Select(condition => Condition(condition, old["conditions"u8], now)))),
            ("version", Text(Version)),
            ("nodes", Nodes),
            ("allocatable", AllocatableCpu.Length == 0 ? null : DocumentNode.Object(("cpu", AllocatableCpu), ("memory", Text(AllocatableMemory)), ("pods", AllocatablePods))),
            ("workloads", Workloads.ToNode()),
            ("objects", Objects),
            ("watchLagSeconds", WatchLagSeconds is { } lag ? DocumentNode.Number(lag) : null),
            ("lastContactTime", LastContactTime is { } contact ? DocumentNode.String(Timestamps.Format(contact)) : null),
            ("server", Text(Server)),
            ("silo", Text(Silo)));
        if (status.ToValue().DeepEquals(old))
        {
            return false;
        }

        cluster["status"] = status;
        return true;
    }

    private DocumentNode Condition(ClusterCondition condition, DocumentValue old, DateTimeOffset now)
    {
        var text = condition.Status switch { true => "True", false => "False", null => "Unknown" };
        var before = old.Items.ToList().FirstOrDefault(item => item["type"u8].AsString() == condition.Type);
        var since = before["status"u8].AsString() == text ? before["lastTransitionTime"u8].AsString() : null;
        return DocumentNode.Object(
            ("type", condition.Type),
            ("status", text),
            ("observedGeneration", ObservedGeneration),
            ("lastTransitionTime", since ?? Timestamps.Format(now)),
            ("reason", condition.Reason),
            ("message", condition.Message));
    }

    private static DocumentNode? Text(string text) => text.Length == 0 ? null : DocumentNode.String(text);
}
