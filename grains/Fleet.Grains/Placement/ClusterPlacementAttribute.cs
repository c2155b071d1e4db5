using Orleans.Placement;

namespace Fleet.Grains.Placement;

/// <summary>Puts a grain on the silo that has its cluster. The grain's key is the cluster's name, or begins with it and a <c>|</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClusterPlacementAttribute() : PlacementAttribute(ClusterPlacementStrategy.Instance);
