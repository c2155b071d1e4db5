using Fleet.Grains.Clusters.Following;
using Fleet.Grains.Inventory;

namespace Fleet.Grains.Clusters;

/// <summary>Batches go to the inventory grains of the cluster.</summary>
internal sealed class GrainShardSink(IGrainFactory grains, string cluster, GrainInstruments instruments) : IShardSink
{
    public async Task ApplyAsync(int shard, InventoryBatch batch, CancellationToken cancellationToken)
    {
        await Grain(shard).ApplyAsync(batch, cancellationToken).ConfigureAwait(false);
        instruments.OnMemberEvents(batch.Changes.Length);
    }

    public Task<InventoryStatistics> StatisticsAsync(int shard, CancellationToken cancellationToken) => Grain(shard).StatisticsAsync(cancellationToken);

    /// <remarks>As if the cluster were one shard: under a new epoch that one has all rows, and the others are fenced off.</remarks>
    public Task RetireAsync(long epoch, CancellationToken cancellationToken) => Grain(0).RetireAsync(epoch, 1, cancellationToken);

    private IInventoryGrain Grain(int shard) => grains.GetGrain<IInventoryGrain>(new ShardKey(cluster, shard).ToString());
}
