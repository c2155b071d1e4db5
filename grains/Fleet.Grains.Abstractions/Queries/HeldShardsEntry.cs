namespace Fleet.Grains.Queries;

/// <summary>A cluster that has shards on a silo.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="Epoch">The ownership the shards are held under.</param>
/// <param name="IsWhole">All shards are there and can be read, so that the silo's answers hold its rows.</param>
[GenerateSerializer, Immutable, Alias("fleet.held-shards-entry")]
public readonly record struct HeldShardsEntry([property: Id(0)] string Cluster, [property: Id(1)] long Epoch, [property: Id(2)] bool IsWhole);
