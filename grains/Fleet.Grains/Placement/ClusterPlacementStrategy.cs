namespace Fleet.Grains.Placement;

/// <summary>A cluster stays together: its cluster grain, its shards and its workload grains are on the silo that wins <see cref="Rendezvous"/>.</summary>
[GenerateSerializer, Immutable, Alias("fleet.cluster-placement")]
public sealed class ClusterPlacementStrategy : PlacementStrategy
{
    internal static ClusterPlacementStrategy Instance { get; } = new();
}
