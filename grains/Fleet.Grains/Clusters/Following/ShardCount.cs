using System.Numerics;

namespace Fleet.Grains.Clusters.Following;

/// <summary>Into how many shards a cluster is cut.</summary>
internal static class ShardCount
{
    /// <summary>The number for a cluster of so many objects: the least power of two that leaves no shard more than it is meant for.</summary>
    public static int For(long objects, ClusterOptions options)
    {
        var least = Math.Max(1, (objects + options.ObjectsPerShard - 1) / options.ObjectsPerShard);
        return (int)Math.Min(options.MaxShards, (long)BitOperations.RoundUpToPowerOf2((ulong)least));
    }

    /// <summary>A cluster cut into so many has grown to twice what they are meant for. Cutting anew costs a whole feed: not for less.</summary>
    public static bool IsOutgrown(int shards, long objects, ClusterOptions options) =>
        shards < options.MaxShards && objects > 2L * shards * options.ObjectsPerShard;
}
