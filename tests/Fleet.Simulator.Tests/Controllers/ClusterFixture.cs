using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Yaml;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Runtime;
using Fleet.Simulator.Load;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Simulator.Tests.Controllers;

/// <summary>One cluster on a manual clock with all controllers and some nodes, without HTTP.</summary>
internal sealed class ClusterFixture : IAsyncDisposable
{
    public const string Namespace = "shop";

    private static readonly CancellationToken None = CancellationToken.None;

    private readonly ControllerLoop _loop;

    private ClusterFixture(SimulatedClock clock)
    {
        _loop = new ControllerLoop(clock, NullLogger<ControllerLoop>.Instance);
        Cluster = new SimulatedCluster("c1", 0, ClusterResources.Create(new ClusterDirectory(), new LoadModel(1)), clock, new ResourceServiceOptions());
    }

    public SimulatedCluster Cluster { get; }

    public static async Task<ClusterFixture> CreateAsync(int nodes = 3, bool workloadControllers = true)
    {
        var clock = new SimulatedClock(ClockSpecification.Manual, new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero)));
        var fixture = new ClusterFixture(clock);
        fixture.Cluster.Start(fixture._loop, new ClusterStart { RootCertificate = "certificate", WorkloadControllers = workloadControllers });
        fixture._loop.Start();
        for (var i = 0; i < nodes; i++)
        {
            var node = NodeFactory.Create("c1", i).Root.ToNode();
            node["status"] = NodeFactory.CreateStatus(clock.GetUtcNow());
            await fixture.Cluster.Objects.CreateAsync(KnownResources.Nodes, node.ToDocument(), None);
            await fixture.Cluster.Objects.UpdateStatusAsync(KnownResources.Nodes, node.ToDocument(), None);
        }

        foreach (var name in new[] { "default", Namespace })
        {
            await fixture.CreateAsync(KnownResources.Namespaces, $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}");
        }

        return fixture;
    }

    public async Task<Document> CreateAsync(GroupVersionResource resource, string yaml)
    {
        var created = await Cluster.Objects.As("test").CreateAsync(resource, YamlReader.Read(yaml), None);
        await _loop.DrainAsync(None);
        return created;
    }

    public async Task ChangeAsync(GroupVersionResource resource, string name, Action<DocumentNode> change)
    {
        await Cluster.Objects.As("test").MutateAsync(
            resource,
            Name(resource, name),
            node =>
            {
                change(node);
                return true;
            },
            None);
        await _loop.DrainAsync(None);
    }

    public async Task DeleteAsync(GroupVersionResource resource, string name, Fleet.Kubernetes.Api.Requests.DeleteOptions? options = null)
    {
        await Cluster.Objects.DeleteAsync(resource, (await GetAsync(resource, name))!, None, options);
        await _loop.DrainAsync(None);
    }

    public Task AdvanceAsync(double seconds) => _loop.AdvanceAsync(TimeSpan.FromSeconds(seconds), None);

    public Task DrainAsync() => _loop.DrainAsync(None);

    public async Task<Document?> GetAsync(GroupVersionResource resource, string name) => await Cluster.Objects.GetAsync(resource, Name(resource, name), None);

    public async Task<IReadOnlyList<Document>> ListAsync(GroupVersionResource resource) => await Cluster.Objects.ListAsync(resource, Namespace, None);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await _loop.DisposeAsync();
    }

    private static ObjectName Name(GroupVersionResource resource, string name) =>
        new(resource == KnownResources.Namespaces || resource == KnownResources.Nodes ? "" : Namespace, name);
}
