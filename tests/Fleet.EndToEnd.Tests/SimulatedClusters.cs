using System.Globalization;

namespace Fleet.EndToEnd.Tests;

/// <summary>Two simulated clusters for the tests of one collection; each test works in a namespace of its own. Time runs ten times as fast.</summary>
public sealed class SimulatedClusters : IAsyncLifetime
{
    public const string Name = "simulated clusters";

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;
    private FleetProcess? _fleet;
    private int _namespaces;

    public string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public async Task InitializeAsync()
    {
        if (Kubectl.Path is not null)
        {
            _fleet = await FleetProcess.SimulateAsync("--clusters", "2", "--workloads", "2", "--port", "0", "--kubeconfig", Kubeconfig, "--clock", "x10");
        }
    }

    public Kubectl On(string context = "c1", string @namespace = "default") => new(Kubeconfig, context, @namespace);

    /// <summary>A kubectl in a new namespace.</summary>
    public async Task<Kubectl> NewNamespaceAsync()
    {
        var name = "e2e-" + Interlocked.Increment(ref _namespaces).ToString(CultureInfo.InvariantCulture);
        await On().OutputAsync($"create namespace {name}");
        var kubectl = On("c1", name);
        (await kubectl.RunAsync("wait --for=create serviceaccount/default --timeout=30s")).Succeeded();
        return kubectl;
    }

    /// <summary>A kubectl in a new namespace where the Deployment <c>web</c> has rolled out.</summary>
    public async Task<Kubectl> NewDeploymentAsync(int replicas = 2)
    {
        var kubectl = await NewNamespaceAsync();
        await kubectl.OutputAsync("apply -f -", Manifests.Deployment(replicas));
        await kubectl.OutputAsync("rollout status deployment/web --timeout=60s");
        return kubectl;
    }

    public async Task DisposeAsync()
    {
        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(SimulatedClusters.Name)]
public sealed class SimulatedClustersCollection : ICollectionFixture<SimulatedClusters>;
