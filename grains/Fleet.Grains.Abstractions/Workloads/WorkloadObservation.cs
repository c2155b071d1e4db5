using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Workloads;

/// <summary>A workload's health as published.</summary>
/// <param name="Version">The log position it was published at.</param>
/// <param name="Health">What it is; <see cref="HealthStatus.Missing"/> when the workload is gone.</param>
/// <param name="Reason">CamelCase.</param>
/// <param name="Epoch">The ownership it was published under.</param>
/// <param name="Before">What it was until then; null when this repeats what was said before.</param>
[GenerateSerializer, Immutable, Alias("fleet.workload-observation")]
public sealed record WorkloadObservation(
    [property: Id(0)] long Version,
    [property: Id(1)] HealthStatus Health,
    [property: Id(2)] string Reason,
    [property: Id(3)] long Epoch,
    [property: Id(4)] HealthStatus? Before = null);
