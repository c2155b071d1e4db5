using System.Collections.Immutable;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Shards;

/// <summary>The published rows of a shard at one moment, ordered as the API orders them (<c>ObjectKey.Compare</c> on namespace and object name). Immutable.</summary>
public sealed record ShardSnapshot(string Cluster, int Shard, long Epoch, ImmutableArray<Workload> Rows);
