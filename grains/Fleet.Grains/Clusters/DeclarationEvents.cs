using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Grains.Clusters;

/// <summary>The CloudEvents of a Cluster object that comes or goes without a request to the API, as the API writes them for one.</summary>
internal static class DeclarationEvents
{
    public static IReadOnlyList<Document> Created(Document cluster, DateTimeOffset now) => Both(cluster, "created", "added", now);

    public static IReadOnlyList<Document> Deleted(Document cluster, DateTimeOffset now) => Both(cluster, "deleted", "removed", now);

    public static Document Updated(Document cluster, DateTimeOffset now) => Event(cluster, "resource.updated", now);

    private static Document[] Both(Document cluster, string resourceVerb, string clusterVerb, DateTimeOffset now) =>
        [Event(cluster, $"resource.{resourceVerb}", now), Event(cluster, $"cluster.{clusterVerb}", now)];

    private static Document Event(Document cluster, string type, DateTimeOffset now)
    {
        var metadata = cluster["metadata"u8];
        var name = metadata["name"u8].AsString("");
        return DocumentNode.Object(
            ("specversion", "1.0"),
            ("type", $"io.fleetengine.{type}"),
            ("source", $"/clusters/{name}"),
            ("subject", name),
            ("time", Timestamps.FormatMicro(now)),
            ("datacontenttype", "application/json"),
            ("fleetcluster", name),
            ("data", DocumentNode.Object(
                ("kind", "Cluster"),
                ("name", name),
                ("uid", metadata["uid"u8].AsString("")),
                ("generation", metadata["generation"u8].AsInt64() ?? 1)))).ToDocument();
    }
}
