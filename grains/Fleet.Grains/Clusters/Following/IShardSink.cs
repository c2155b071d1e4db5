using Fleet.Grains.Inventory;

namespace Fleet.Grains.Clusters.Following;

/// <summary>The shards of a cluster: its inventory grains, or a test's lists.</summary>
internal interface IShardSink
{
    /// <summary>Hands over a batch; completes when it is published.</summary>
    Task ApplyAsync(int shard, InventoryBatch batch, CancellationToken cancellationToken);

    Task<InventoryStatistics> StatisticsAsync(int shard, CancellationToken cancellationToken);

    /// <summary>Takes back everything the shards have published.</summary>
    Task RetireAsync(long epoch, CancellationToken cancellationToken);
}
