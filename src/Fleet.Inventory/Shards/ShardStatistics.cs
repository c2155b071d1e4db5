namespace Fleet.Inventory.Shards;

/// <summary>What a shard holds.</summary>
/// <param name="Objects">Member objects, Events among them.</param>
/// <param name="Rows">Published workloads.</param>
/// <param name="DocumentBytes">Bytes of the objects' documents; parts that several share are not counted.</param>
/// <param name="IsSynced">The whole state has been given.</param>
public sealed record ShardStatistics(int Objects, int Rows, long DocumentBytes, bool IsSynced);
