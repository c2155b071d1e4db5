using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>What a row is made from.</summary>
internal sealed class WorkloadFacts
{
    public required WorkloadKey Key { get; init; }

    public required string ObjectName { get; init; }

    /// <summary>The object the key names; null where its kind is not read: then the pods must tell.</summary>
    public Document? Controller { get; init; }

    public required PodTotals Pods { get; init; }

    /// <summary>Only without a <see cref="Controller"/>.</summary>
    public Document? OldestPod { get; init; }

    /// <summary>Only without a <see cref="Controller"/>.</summary>
    public Document? NewestPod { get; init; }

    /// <summary>Of a CronJob.</summary>
    public Document? NewestJob { get; init; }
}
