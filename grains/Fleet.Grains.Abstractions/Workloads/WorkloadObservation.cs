using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Workloads;

/// <summary>A workload's health as published.</summary>
[GenerateSerializer, Immutable, Alias("fleet.workload-observation")]
public sealed record WorkloadObservation(
    [property: Id(0)] long Version, [property: Id(1)] HealthStatus Health, [property: Id(2)] string Reason, [property: Id(3)] long Epoch);
