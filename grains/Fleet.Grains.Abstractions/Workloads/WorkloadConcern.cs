using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Workloads;

/// <summary>Something about a workload that is not settled.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-concern")]
public sealed record WorkloadConcern(
    [property: Id(0)] HealthStatus Health, [property: Id(1)] string Reason, [property: Id(2)] DateTimeOffset Since, [property: Id(3)] bool IsStuck);
