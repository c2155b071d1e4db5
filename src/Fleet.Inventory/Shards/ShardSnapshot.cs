using System.Collections.Immutable;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Shards;

/// <summary>The published rows of a shard at one moment, ordered as the API orders them (<c>ObjectOrder.Compare</c> on namespace and object name). Immutable.</summary>
public sealed record ShardSnapshot(string Cluster, int Shard, long Epoch, ImmutableArray<Workload> Rows)
{
    private SnapshotIndex? _index;

    /// <summary>A copy has other rows: what queries found out about these is left behind.</summary>
    private ShardSnapshot(ShardSnapshot other)
    {
        (Cluster, Shard, Epoch, Rows) = (other.Cluster, other.Shard, other.Epoch, other.Rows);
    }

    /// <summary>The row that is served where this one is: of the same namespace and object name; null where there is none.</summary>
    public Workload? InPlaceOf(Workload row) => RowList.Find(Rows, row) is >= 0 and var at ? Rows[at] : null;

    /// <summary>What queries have read out of the documents so far; two that ask first at once may make it twice.</summary>
    internal SnapshotIndex Index => _index ??= new SnapshotIndex(Rows);

    public bool Equals(ShardSnapshot? other) => other is not null && Cluster == other.Cluster && Shard == other.Shard && Epoch == other.Epoch && Rows == other.Rows;

    public override int GetHashCode() => HashCode.Combine(Cluster, Shard, Epoch, Rows);
}
