using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Clusters;

/// <summary>How many workloads of a cluster there are, by health.</summary>
public sealed record WorkloadCounts
{
    public long Total { get; init; }

    public long Healthy { get; init; }

    public long Progressing { get; init; }

    public long Degraded { get; init; }

    public long Suspended { get; init; }

    /// <summary>Unknown or missing.</summary>
    public long Unknown { get; init; }

    internal DocumentNode ToNode() => DocumentNode.Object(
        ("total", Total), ("healthy", Healthy), ("progressing", Progressing), ("degraded", Degraded), ("suspended", Suspended), ("unknown", Unknown));
}
