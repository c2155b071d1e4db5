namespace Fleet.Grains.Workloads;

/// <summary>
/// One workload while there is a concern about it (it is not healthy). The key is <c>WorkloadKey.ToGrainKey()</c>. It has its own timer, tells a workload that
/// is on its way from one that is stuck, and lets go once the workload has been well for a while.
/// </summary>
[Alias("fleet.workload"), GrainInterfaceType("fleet.workload")]
public interface IWorkloadGrain : IGrainWithStringKey
{
    /// <summary>Its shard saw a change of health. A late message (an older version) is ignored.</summary>
    [Alias("observe"), ResponseTimeout("00:00:10")]
    Task ObserveAsync(WorkloadObservation observation, CancellationToken cancellationToken);

    /// <summary>What is known of the concern, or null when there is none.</summary>
    [Alias("concern"), ResponseTimeout("00:00:05")]
    Task<WorkloadConcern?> ConcernAsync(CancellationToken cancellationToken);
}
