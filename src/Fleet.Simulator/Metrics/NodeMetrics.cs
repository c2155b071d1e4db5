using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Metrics;

/// <summary><c>NodeMetrics</c>: the pods of a node and what the system itself takes.</summary>
internal sealed class NodeMetrics(ClusterDirectory clusters, UsageReader usages) : MetricsResource(clusters)
{
    private const double SystemCpu = 0.12;
    private const double SystemMemory = 900 << 20;

    protected override async ValueTask<IReadOnlyList<Document>> ReadAsync(SimulatedCluster cluster, ResourceTarget target, CancellationToken cancellationToken)
    {
        var now = cluster.Resources.Time.GetUtcNow();
        var all = await usages.ReadAsync(cluster, null, cancellationToken);
        var byNode = all.ToLookup(usage => usage.Pod["spec"u8]["nodeName"u8].AsString(""));
        var documents = new List<Document>();
        foreach (var node in await cluster.Objects.ListAsync(KnownResources.Nodes, null, cancellationToken))
        {
            if (cluster.Faults.IsNodeLost(node.Name()))
            {
                continue;
            }

            var pods = byNode[node.Name()];
            var metadata = DocumentNode.Object(("name", node.Name()), ("labels", node.Labels().ToNode()));
            documents.Add(Create(target, metadata, now, "usage", Usage(SystemCpu + pods.Sum(usage => usage.CpuCores), SystemMemory + pods.Sum(usage => usage.MemoryBytes))));
        }

        return documents;
    }
}
