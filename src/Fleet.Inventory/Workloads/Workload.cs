using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;

namespace Fleet.Inventory.Workloads;

/// <summary>
/// One row of the inventory: a workload as published. <see cref="Document"/> is the <c>Workload</c> object of the API without its resourceVersion; the other
/// members are its hot fields, for queries. Immutable; a change makes a new row.
/// </summary>
public sealed record Workload(WorkloadKey Key, Document Document)
{
    /// <summary>The log position it was published at; 0 while it is not.</summary>
    public long Version { get; init; }

    /// <summary><see cref="WorkloadKey.ObjectName"/>, kept: it is the sort key.</summary>
    public required string ObjectName { get; init; }

    public HealthStatus Health { get; init; }

    /// <summary>The reason of the health, CamelCase; interned.</summary>
    public string Reason { get; init; } = "";

    public int DesiredReplicas { get; init; }

    public int ReadyReplicas { get; init; }

    public int Restarts { get; init; }

    public int OomKills { get; init; }

    /// <summary>Requested CPU of all replicas, in millicores.</summary>
    public long CpuRequestMillicores { get; init; }

    /// <summary>Requested memory of all replicas, in bytes.</summary>
    public long MemoryRequestBytes { get; init; }

    /// <summary>When somebody last changed what is wanted, Unix seconds.</summary>
    public long ChangedAt { get; init; }
}
