namespace Fleet.Grains.Clusters;

/// <summary>Names in a Cluster object's metadata that the engine gives a meaning.</summary>
internal static class ClusterAnnotations
{
    /// <summary>The digest of the kubeconfig file it was made from: another one means that the file has changed and has to be read again.</summary>
    public const string KubeconfigDigest = "fleetengine.io/kubeconfig-digest";

    /// <summary>The label that says who declared it.</summary>
    public const string SourceLabel = "fleetengine.io/source";
}
