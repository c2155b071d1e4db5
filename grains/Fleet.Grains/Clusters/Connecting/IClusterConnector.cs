using Fleet.Kubernetes.Client;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>Turns a declared cluster into a connection to it.</summary>
internal interface IClusterConnector
{
    /// <summary>Finds the credentials; nothing is sent to the cluster yet.</summary>
    /// <exception cref="KubeconfigException">They cannot be had or used; the message names the field.</exception>
    Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken);
}
