using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Resources;

namespace Fleet.Grains.Clusters.Directory;

/// <summary>The Cluster object that stands for a context of a kubeconfig in the watched folder.</summary>
internal static class KubeconfigCluster
{
    public static Document Create(KubeconfigEntry entry, DateTimeOffset now) => DocumentNode.Object(
        ("apiVersion", $"{FleetKinds.Group}/{FleetKinds.Version}"),
        ("kind", "Cluster"),
        ("metadata", DocumentNode.Object(
            ("name", entry.Cluster),
            ("uid", Guid.NewGuid().ToString()),
            ("generation", 1),
            ("creationTimestamp", Timestamps.Format(now)),
            ("labels", DocumentNode.Object((ClusterAnnotations.SourceLabel, KubeconfigDirectory.Source))),
            ("annotations", DocumentNode.Object((ClusterAnnotations.KubeconfigDigest, entry.Digest))),
            ("finalizers", DocumentNode.Array(FleetKinds.ClusterFinalizer)))),
        ("spec", DocumentNode.Object(
            ("displayName", entry.Context == entry.Cluster ? null : (DocumentNode)entry.Context),
            ("context", entry.Context),
            ("access", "observe"),
            ("credentials", Credentials(entry)),
            ("removal", "keep")))).ToDocument();

    public static string PathOf(Document cluster) => cluster["spec"u8]["credentials"u8]["kubeconfigFile"u8]["path"u8].AsString("");

    public static bool IsInLine(Document cluster, KubeconfigEntry entry) =>
        cluster["metadata"u8]["annotations"u8][ClusterAnnotations.KubeconfigDigest].AsString() == entry.Digest
        && cluster["spec"u8]["context"u8].AsString() == entry.Context
        && PathOf(cluster) == entry.Path;

    /// <summary>Only where the credentials are: what people have set beside it (labels, access, kinds) stays.</summary>
    public static Document Update(Document cluster, KubeconfigEntry entry)
    {
        var node = cluster.Root.ToNode();
        var metadata = node.GetOrAddObject("metadata");
        metadata.GetOrAddObject("annotations")[ClusterAnnotations.KubeconfigDigest] = entry.Digest;
        var spec = node.GetOrAddObject("spec");
        if (PathOf(cluster) != entry.Path || cluster["spec"u8]["context"u8].AsString() != entry.Context)
        {
            spec["context"] = entry.Context;
            spec["credentials"] = Credentials(entry);
            metadata["generation"] = (cluster["metadata"u8]["generation"u8].AsInt64() ?? 1) + 1;
        }

        return node.ToDocument();
    }

    /// <summary>As a delete request leaves it while the finalizer holds it. Nobody is there to ask: what is in the cluster is kept.</summary>
    public static Document Delete(Document cluster, DateTimeOffset now)
    {
        var node = cluster.Root.ToNode();
        var metadata = node.GetOrAddObject("metadata");
        metadata["deletionTimestamp"] = Timestamps.Format(now);
        metadata["deletionGracePeriodSeconds"] = 0;
        metadata["generation"] = (cluster["metadata"u8]["generation"u8].AsInt64() ?? 1) + 1;
        node.GetOrAddObject("spec")["removal"] = "keep";
        return node.ToDocument();
    }

    private static DocumentNode Credentials(KubeconfigEntry entry) =>
        DocumentNode.Object(("kubeconfigFile", DocumentNode.Object(("path", entry.Path))));
}
