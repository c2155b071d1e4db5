using Fleet.Grains.Clusters.Connecting;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Resources.Clusters;
using Fleet.Simulator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Grains.Tests.Hosting;

/// <summary>Simulated clusters <c>c1</c>, <c>c2</c>… over real HTTP, as what declared clusters connect to.</summary>
internal sealed class FleetConnector : IClusterConnector, IAsyncDisposable
{
    private readonly string _kubeconfig;

    private FleetConnector(SimulatedFleet fleet) => (Fleet, _kubeconfig) = (fleet, fleet.CreateKubeconfig());

    public SimulatedFleet Fleet { get; }

    public IEnumerable<string> Names => Fleet.Clusters.Select(cluster => cluster.Name);

    public static async Task<FleetConnector> StartAsync(int clusters, int workloads) => new(await SimulatedFleet.StartAsync(
        new SimulatorOptions { Clusters = clusters, Workloads = workloads, Nodes = 1, Controllers = false }, NullLoggerFactory.Instance, default));

    public Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken) => ClusterConnection.CreateAsync(
        new ClusterConnectionOptions { KubeconfigContent = _kubeconfig, Context = cluster, ConnectTimeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, cancellationToken);

    /// <summary>Creates a deployment in a member cluster.</summary>
    public async Task CreateAsync(string cluster, string name)
    {
        await using var connection = await ConnectAsync(cluster, new ClusterSpec(), default);
        await new KubernetesApiClient(connection).CreateAsync(
            new ResourceAddress(new GroupVersionResource("apps", "v1", "deployments"), "default"),
            Document.Parse($$"""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}"},"spec":{"replicas":0,"selector":{"matchLabels":{"app":"{{name}}"} },
                 "template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"containers":[{"name":"a","image":"a:1"}]} } } }
                """));
    }

    public ValueTask DisposeAsync() => Fleet.DisposeAsync();
}
