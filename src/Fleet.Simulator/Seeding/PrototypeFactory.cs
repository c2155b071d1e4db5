using System.Globalization;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Runtime;
using Fleet.Simulator.Load;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// Makes prototypes by letting real controllers roll a workload out on a manual clock, so that seeded objects are what a cluster would have: defaults,
/// owners, status and managed fields. Each different workload is rolled out once, however many clusters and names it is stamped for.
/// </summary>
internal sealed class PrototypeFactory : IAsyncDisposable
{
    private const string Namespace = "zz-namespace";
    private const string Team = "zz-team";
    private const string Cluster = "zz-cluster";

    // Long enough for a pod to be created, started and probed.
    private static readonly TimeSpan RolloutTime = TimeSpan.FromSeconds(30);

    private static readonly GroupVersionResource[] Stamped =
        [KnownResources.Deployments, KnownResources.ReplicaSets, KnownResources.Pods, KnownResources.Services, KnownResources.Endpoints, KnownResources.EndpointSlices];

    private readonly SimulatedClock _clock;
    private readonly ControllerLoop _loop;
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<string, WorkloadPrototype> _prototypes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Document> _shared = new(StringComparer.Ordinal);
    private int _count;

    public PrototypeFactory(ResourceSet resources, ResourceServiceOptions options, TimeProvider machine)
    {
        _clock = new SimulatedClock(ClockSpecification.Manual, machine);
        _loop = new ControllerLoop(_clock, NullLogger<ControllerLoop>.Instance);
        _cluster = new SimulatedCluster(Cluster, 0, resources, _clock, options);
    }

    /// <summary>Starts the prototype's cluster; the answer is what every cluster begins with, as templates.</summary>
    public async Task<IReadOnlyList<(GroupResource Resource, StampTemplate Template)>> StartAsync(
        int nodes, IEnumerable<(string Namespace, string Team)> namespaces, TimeSpan age, string rootCertificate, CancellationToken cancellationToken)
    {
        _cluster.Start(_loop, new ClusterStart { RootCertificate = rootCertificate });
        _loop.Start();
        var start = _clock.GetUtcNow();
        await ClusterBootstrap.CreateSystemAsync(_cluster, cancellationToken);
        foreach (var (name, team) in namespaces)
        {
            await _cluster.Objects.As("kubectl").CreateAsync(KnownResources.Namespaces, ClusterBootstrap.CreateNamespace(name, team), cancellationToken);
        }

        await ClusterBootstrap.CreateNodesAsync(_cluster, nodes, start, start + age, cancellationToken);
        await _loop.DrainAsync(cancellationToken);
        var templates = await CompileBootstrapAsync(start, cancellationToken);
        await _cluster.Objects.CreateAsync(KnownResources.Namespaces, ClusterBootstrap.CreateNamespace(Namespace), cancellationToken);
        await _loop.DrainAsync(cancellationToken);
        return templates;
    }

    /// <summary>The prototype of a workload; rolled out when it is asked for the first time.</summary>
    public async ValueTask<WorkloadPrototype> GetAsync(Archetype archetype, string tag, ResourceClass resources, CancellationToken cancellationToken)
    {
        var key = $"{archetype.Component}|{tag}|{resources.Cpu}";
        if (!_prototypes.TryGetValue(key, out var prototype))
        {
            _prototypes[key] = prototype = await RollOutAsync(archetype, tag, resources, cancellationToken);
        }

        return prototype;
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _loop.DisposeAsync();
    }

    private async Task<IReadOnlyList<(GroupResource Resource, StampTemplate Template)>> CompileBootstrapAsync(DateTimeOffset start, CancellationToken cancellationToken)
    {
        var objects = new List<StoredObject>();
        foreach (var resource in _cluster.Catalog.Resources.Select(definition => definition.StorageResource).Distinct())
        {
            objects.AddRange((await _cluster.Store.ListAsync(new StoreListQuery(resource), cancellationToken)).Objects);
        }

        var nodeUids = objects.Where(stored => stored.Key.Resource == KnownResources.Nodes.GroupResource).ToDictionary(stored => stored.Key.Name, stored => stored.Document.Uid());
        return [.. objects.OrderBy(stored => stored.ResourceVersion).Select(stored => (stored.Key.Resource, Compile(stored)))];

        StampTemplate Compile(StoredObject stored)
        {
            var tokens = new List<(string Token, StampSlot Slot)> { (Cluster, StampSlot.Cluster), (stored.Document.Uid(), StampSlot.OtherUid) };
            if (nodeUids.TryGetValue(stored.Key.Name, out var uid))
            {
                // A node and its lease: the lease names the node's uid.
                tokens.Add((uid, StampSlot.NodeUid));
                tokens.RemoveAll(token => token.Token == uid && token.Slot == StampSlot.OtherUid);
            }

            return StampTemplate.Compile(stored.Document, tokens, start, _shared);
        }
    }

    private async Task<WorkloadPrototype> RollOutAsync(Archetype archetype, string tag, ResourceClass resources, CancellationToken cancellationToken)
    {
        var start = _clock.GetUtcNow();
        var name = $"zz-workload-{(_count++).ToString("d4", CultureInfo.InvariantCulture)}";
        var client = _cluster.Objects.As("kubectl");
        if (archetype.IsServed)
        {
            await client.ApplyAsync(KnownResources.Services, WorkloadManifests.CreateService(archetype, Namespace, name, Team), cancellationToken);
        }

        await client.ApplyAsync(KnownResources.Deployments, WorkloadManifests.CreateDeployment(archetype, Namespace, name, Team, tag, resources), cancellationToken);
        await _loop.AdvanceAsync(RolloutTime, cancellationToken);
        var prototype = await CompileAsync(name, start, cancellationToken);

        // The next prototype finds an empty node.
        await DeleteAsync(name, cancellationToken);
        return prototype;
    }

    private async Task<WorkloadPrototype> CompileAsync(string name, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var objects = new List<StoredObject>();
        foreach (var resource in Stamped)
        {
            var page = await _cluster.Store.ListAsync(new StoreListQuery(resource.GroupResource, Namespace), cancellationToken);
            objects.AddRange(page.Objects.Where(stored => stored.Key.Name.StartsWith(name, StringComparison.Ordinal)));
        }

        var tokens = PrototypeTokens.Find(objects, Cluster, Namespace, Team, name);
        return new WorkloadPrototype([.. objects.Select(stored => (stored.Key, StampTemplate.Compile(stored.Document, tokens, start, _shared)))]);
    }

    private async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        foreach (var resource in new[] { KnownResources.Deployments, KnownResources.Services })
        {
            if (await _cluster.Objects.GetAsync(resource, new ObjectName(Namespace, name), cancellationToken) is { } document)
            {
                await _cluster.Objects.DeleteAsync(resource, document, cancellationToken);
            }
        }

        await _loop.AdvanceAsync(RolloutTime, cancellationToken);
    }
}
