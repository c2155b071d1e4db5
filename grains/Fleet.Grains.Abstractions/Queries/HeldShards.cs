using System.Collections.Immutable;

namespace Fleet.Grains.Queries;

/// <summary>Which clusters a silo has, as of one of its answers.</summary>
/// <param name="Stamp">Changes with the set.</param>
/// <param name="Clusters">The set; default when the asker knows it by its stamp.</param>
[GenerateSerializer, Immutable, Alias("fleet.held-shards")]
public readonly record struct HeldShards([property: Id(0)] long Stamp, [property: Id(1)] ImmutableArray<HeldShardsEntry> Clusters);
