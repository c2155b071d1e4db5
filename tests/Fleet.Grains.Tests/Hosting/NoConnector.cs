using Fleet.Grains.Clusters.Connecting;
using Fleet.Kubernetes.Client;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Tests.Hosting;

/// <summary>No cluster can be reached.</summary>
internal sealed class NoConnector : IClusterConnector
{
    public Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken) =>
        Task.FromException<ClusterConnection>(new KubeconfigException($"{cluster} has none in this test."));
}
