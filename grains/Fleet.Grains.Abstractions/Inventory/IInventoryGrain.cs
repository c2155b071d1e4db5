using Fleet.Grains.Queries;
using Orleans.Concurrency;

namespace Fleet.Grains.Inventory;

/// <summary>
/// One shard of a cluster's inventory: its objects and rows. The key is <c>cluster|shard</c> (<see cref="ShardKey"/>). It publishes by committing to the fleet
/// store under the cluster's epoch, then shows an immutable snapshot that queries read without waiting.
/// </summary>
[Alias("fleet.inventory"), GrainInterfaceType("fleet.inventory")]
public interface IInventoryGrain : IGrainWithStringKey
{
    /// <summary>Takes a batch of member changes, publishes what they change. Awaited: it is the backpressure of the cluster's watches.</summary>
    /// <exception cref="BatchRefusedException">It is old, out of order or fenced.</exception>
    [Alias("apply"), ResponseTimeout("00:02:00")]
    Task ApplyAsync(InventoryBatch batch, CancellationToken cancellationToken);

    /// <summary>A workload with its objects and events, or null.</summary>
    [Alias("describe"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<WorkloadDetailMessage?> DescribeAsync(string workload, CancellationToken cancellationToken);

    /// <summary>Objects, rows and bytes held.</summary>
    [Alias("statistics"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<InventoryStatistics> StatisticsAsync(CancellationToken cancellationToken);

    /// <summary>The cluster is gone: takes back what the shard has published (deletions and their events), then lets go.</summary>
    /// <param name="epoch">The ownership epoch of the caller, as of a batch.</param>
    /// <param name="shards">Into how many shards the cluster is cut; 1 takes back everything when it is not known.</param>
    /// <param name="cancellationToken">Not used once writing has begun.</param>
    /// <exception cref="BatchRefusedException">The epoch is old, or the store has another owner.</exception>
    [Alias("retire"), ResponseTimeout("00:02:00")]
    Task RetireAsync(long epoch, int shards, CancellationToken cancellationToken);
}
