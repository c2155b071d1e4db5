using System.Globalization;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Clusters;

namespace Fleet.Simulator.Metrics;

/// <summary><c>metrics.k8s.io</c> as metrics-server serves it: CPU in nanocores, memory in KiB, over the last fifteen seconds.</summary>
internal abstract class MetricsResource(ClusterDirectory clusters) : IVirtualResource
{
    private const int WindowSeconds = 15;

    public async ValueTask<Document> GetAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken)
    {
        var all = await ListAsync(service, context, target, cancellationToken);
        return all.FirstOrDefault(document => document["metadata"u8]["name"u8].AsString() == target.Name)
            ?? throw StatusError.NotFound(target.Resource.GroupResource, target.Name ?? "");
    }

    public ValueTask<IReadOnlyList<Document>> ListAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken) =>
        clusters.Find(service) is { } cluster ? ReadAsync(cluster, target, cancellationToken) : new([]);

    public ValueTask<Document> CreateAsync(ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        throw StatusError.MethodNotAllowedPath();

    protected abstract ValueTask<IReadOnlyList<Document>> ReadAsync(SimulatedCluster cluster, ResourceTarget target, CancellationToken cancellationToken);

    protected static DocumentNode Usage(double cpuCores, double memoryBytes) => DocumentNode.Object(
        ("cpu", string.Create(CultureInfo.InvariantCulture, $"{(long)(cpuCores * 1e9)}n")),
        ("memory", string.Create(CultureInfo.InvariantCulture, $"{(long)(memoryBytes / 1024)}Ki")));

    protected static Document Create(ResourceTarget target, DocumentNode metadata, DateTimeOffset now, string part, DocumentNode usage)
    {
        metadata["creationTimestamp"] = Timestamps.Format(now);
        var measured = now.AddSeconds(-(now.ToUnixTimeSeconds() % WindowSeconds));
        return DocumentNode.Object(
            ("kind", target.Resource.Kind),
            ("apiVersion", target.Resource.Resource.ApiVersion),
            ("metadata", metadata),
            ("timestamp", Timestamps.Format(measured)),
            ("window", $"{WindowSeconds}s"),
            (part, usage)).ToDocument();
    }
}
