using System.Collections.Concurrent;
using Fleet.Kubernetes.Api;

namespace Fleet.Simulator.Clusters;

/// <summary>Which cluster a service belongs to, for what is shared between clusters and asked by one of them.</summary>
internal sealed class ClusterDirectory
{
    private readonly ConcurrentDictionary<ResourceService, SimulatedCluster> _clusters = new();

    public void Add(SimulatedCluster cluster) => _clusters[cluster.Resources] = cluster;

    public SimulatedCluster? Find(ResourceService service) => _clusters.GetValueOrDefault(service);
}
