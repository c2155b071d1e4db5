using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Load;

namespace Fleet.Simulator.Metrics;

/// <summary>What the running pods of a cluster use now, from the load model: the load of a workload is shared evenly by its pods.</summary>
internal sealed class UsageReader(LoadModel load)
{
    /// <summary>What one pod uses.</summary>
    internal readonly record struct PodUsage(Document Pod, double CpuCores, double MemoryBytes);

    public async ValueTask<IReadOnlyList<PodUsage>> ReadAsync(SimulatedCluster cluster, string? namespaceName, CancellationToken cancellationToken)
    {
        var now = cluster.Resources.Time.GetUtcNow();
        var pods = await cluster.Objects.ListAsync(KnownResources.Pods, namespaceName, cancellationToken);
        var running = pods.Where(pod => pod["status"u8]["phase"u8].AsString() == "Running").ToList();
        var usages = new List<PodUsage>(running.Count);
        foreach (var group in running.GroupBy(pod => new WorkloadKey(cluster.Name, pod.Namespace(), WorkloadName.Of(pod))))
        {
            var sample = load.At(group.Key, now);
            var count = group.Count();
            usages.AddRange(group.Select(pod => new PodUsage(pod, sample.CpuCores / count, sample.MemoryBytes / count)));
        }

        return [.. usages.OrderBy(usage => usage.Pod.Namespace(), StringComparer.Ordinal).ThenBy(usage => usage.Pod.Name(), StringComparer.Ordinal)];
    }
}
