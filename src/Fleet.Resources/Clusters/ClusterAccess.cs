namespace Fleet.Resources.Clusters;

/// <summary>What the engine may do in a cluster.</summary>
public enum ClusterAccess : byte
{
    /// <summary>Read, without Secrets.</summary>
    Observe,

    /// <summary>Also apply and correct.</summary>
    Manage,
}
