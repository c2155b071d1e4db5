namespace Fleet.Resources.Clusters;

/// <summary>What becomes of what the engine owns in a cluster that leaves the fleet.</summary>
public enum ClusterRemoval : byte
{
    Keep,

    Delete,
}
