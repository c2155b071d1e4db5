using Orleans.Services;

namespace Fleet.Grains.Queries;

/// <summary>Answers for the shards of one silo, out of what they have published: one call a silo, however many clusters it has.</summary>
[Alias("fleet.queries"), GrainInterfaceType("fleet.queries")]
public interface IFleetQueryService : IGrainService
{
    /// <summary>A list or a query over the shards here. Waits for commits that are under way, so that the answer holds what the asker has seen in the log.</summary>
    [Alias("ask"), ResponseTimeout("00:00:05")]
    Task<SiloAnswer> AskAsync(SiloQuestion question, CancellationToken cancellationToken);

    /// <summary>A workload with its objects, from the shard here that has it; null when there is none.</summary>
    [Alias("describe"), ResponseTimeout("00:00:05")]
    Task<WorkloadDetailMessage?> DescribeAsync(string workload, CancellationToken cancellationToken);
}
