using Fleet.Inventory.Ownership;
using Fleet.Inventory.Workloads;
using Fleet.Resources;
using Fleet.Storage.Log;

namespace Fleet.Grains.Inventory;

/// <summary>The rows of a cluster in the fleet store, where every silo finds them.</summary>
internal static class PublishedRows
{
    /// <summary>The record of a row.</summary>
    public static RecordKey KeyOf(Workload row) => new(row.Key.Cluster, new(FleetKinds.Workloads.GroupResource, row.Key.Namespace, row.ObjectName));

    /// <summary>The row of a record, its version with it.</summary>
    public static Workload Read(StoredRecord record) => WorkloadReading.Read(record.Document) with { Version = record.Version };

    /// <summary>The rows of one shard, or of the whole cluster (of one shard).</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be read.</exception>
    public static async Task<List<Workload>> LoadAsync(IFleetStore store, string cluster, int shard, int shards, CancellationToken cancellationToken)
    {
        var rows = new List<Workload>();
        await foreach (var record in store.ReadAsync(cluster, FleetKinds.Workloads.GroupResource, cancellationToken))
        {
            var row = Read(record);
            if (shards <= 1 || MemberRouter.ShardOf(row.Key, shards) == shard)
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
