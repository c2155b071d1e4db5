using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Metrics;

/// <summary><c>PodMetrics</c>. The first container does the work, its sidecars almost nothing.</summary>
internal sealed class PodMetrics(ClusterDirectory clusters, UsageReader usages) : MetricsResource(clusters)
{
    private const double SidecarCpu = 0.001;
    private const double SidecarMemory = 8 << 20;

    protected override async ValueTask<IReadOnlyList<Document>> ReadAsync(SimulatedCluster cluster, ResourceTarget target, CancellationToken cancellationToken)
    {
        var now = cluster.Resources.Time.GetUtcNow();
        var documents = new List<Document>();
        foreach (var usage in await usages.ReadAsync(cluster, target.Namespace, cancellationToken))
        {
            var labels = usage.Pod.Labels();
            var metadata = DocumentNode.Object(
                ("name", usage.Pod.Name()), ("namespace", usage.Pod.Namespace()), ("labels", labels.IsObject ? labels.ToNode() : null));
            documents.Add(Create(target, metadata, now, "containers", Containers(usage)));
        }

        return documents;
    }

    private static DocumentNode Containers(UsageReader.PodUsage usage)
    {
        var containers = DocumentNode.Array();
        foreach (var container in usage.Pod["spec"u8]["containers"u8].Items)
        {
            var isMain = containers.Count == 0;
            containers.Items.Add(DocumentNode.Object(
                ("name", container["name"u8]),
                ("usage", isMain ? Usage(usage.CpuCores, usage.MemoryBytes) : Usage(SidecarCpu, SidecarMemory))));
        }

        return containers;
    }
}
