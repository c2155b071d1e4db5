namespace Fleet.Grains.Clusters.Directory;

/// <summary>One context of one kubeconfig file: a cluster of the fleet.</summary>
/// <param name="Cluster">Its name in the fleet.</param>
/// <param name="Path">The file.</param>
/// <param name="Context">The context.</param>
/// <param name="Digest">Of the file's content.</param>
internal sealed record KubeconfigEntry(string Cluster, string Path, string Context, string Digest);
