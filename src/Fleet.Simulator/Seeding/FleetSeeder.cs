using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Deployments;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Load;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// Fills the stores of a fleet with clusters in their steady state. The same seed gives the same names, sizes, versions and times relative to now.
/// </summary>
internal sealed class FleetSeeder : IAsyncDisposable
{

    // Older than any of its workloads.
    private static readonly TimeSpan ClusterAge = TimeSpan.FromDays(240);

    private readonly SimulatorOptions _options;
    private readonly string _rootCertificate;
    private readonly LoadModel _load;
    private readonly PrototypeFactory _prototypes;
    private readonly IdentityGenerator _identities;
    private readonly StampValues _values = new();

    public FleetSeeder(SimulatorOptions options, ResourceSet resources, ResourceServiceOptions shared, string rootCertificate)
    {
        _options = options;
        _rootCertificate = rootCertificate;
        _load = new LoadModel(options.Seed);
        _prototypes = new PrototypeFactory(resources, shared, TimeProvider.System);
        _identities = new IdentityGenerator(options.Seed);
    }

    public async Task SeedAsync(IReadOnlyCollection<SimulatedCluster> clusters, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workloads = _options.Empty ? 0 : _options.Workloads;
        var age = workloads > 0 ? ClusterAge : TimeSpan.Zero;
        var namespaces = FleetVocabulary.Domains.Take(Math.Min(workloads, FleetVocabulary.Domains.Length));
        var bootstrap = await _prototypes.StartAsync(_options.Nodes, namespaces, age, _rootCertificate, cancellationToken);
        using var builder = new DocumentBuilder();
        foreach (var cluster in clusters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SeedBootstrapAsync(cluster, bootstrap, now - age, builder, cancellationToken);
            await SeedWorkloadsAsync(cluster, workloads, now, builder, cancellationToken);

            // A watch cannot start before the cluster did.
            cluster.Store.Compact();
        }
    }

    public ValueTask DisposeAsync() => _prototypes.DisposeAsync();

    private async Task SeedBootstrapAsync(
        SimulatedCluster cluster,
        IReadOnlyList<(GroupResource Resource, StampTemplate Template)> bootstrap,
        DateTimeOffset start,
        DocumentBuilder builder,
        CancellationToken cancellationToken)
    {
        var nodeUids = new Dictionary<string, string>(StringComparer.Ordinal);
        _values[StampSlot.Cluster] = cluster.Name;
        _values.Start = start;
        foreach (var (resource, template) in bootstrap)
        {
            _values[StampSlot.OtherUid] = _identities.NewUid();
            _values[StampSlot.NodeUid] = _identities.NewUid();
            var document = template.Create(builder, _values);
            if (resource == KnownResources.Nodes.GroupResource)
            {
                nodeUids[document.Name()] = document.Uid();
            }
            else if (resource == KnownResources.Leases.GroupResource && nodeUids.TryGetValue(document.Name(), out var uid))
            {
                _values[StampSlot.NodeUid] = uid;
                document = template.Create(builder, _values);
            }

            await cluster.Store.CreateAsync(new ObjectKey(resource, document.Namespace(), document.Name()), document, cancellationToken);
        }
    }

    private async Task SeedWorkloadsAsync(SimulatedCluster cluster, int count, DateTimeOffset now, DocumentBuilder builder, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            var workload = SeededWorkload.Create(_options.Seed, cluster.Name, i);
            var resources = _load.Profile(workload.Key).Resources;
            var prototype = await _prototypes.GetAsync(workload.Archetype, workload.Tag, resources, cancellationToken);
            Fill(cluster, workload, i);
            foreach (var (key, template) in prototype.Objects)
            {
                _values[StampSlot.OtherUid] = _identities.NewUid();
                _values.Start = now - TimeSpan.FromDays(key.Resource.Resource is "pods" or "endpoints" or "endpointslices" ? workload.PodAgeDays : workload.AgeDays);
                var document = template.Create(builder, _values);
                await cluster.Store.CreateAsync(new ObjectKey(key.Resource, document.Namespace(), document.Name()), document, cancellationToken);
            }
        }
    }

    private void Fill(SimulatedCluster cluster, SeededWorkload workload, int index)
    {
        var node = index % Math.Max(1, _options.Nodes);
        _values[StampSlot.Region] = $"r-{cluster.Name}";
        _values[StampSlot.Zone] = $"r-{cluster.Name}-z{node % NodeFactory.Zones}";
        _values[StampSlot.NodeName] = NodeFactory.Name(cluster.Name, node);
        _values[StampSlot.Namespace] = workload.Key.Namespace;
        _values[StampSlot.Team] = workload.Team;
        _values[StampSlot.Name] = workload.Key.Name;
        _values[StampSlot.TemplateHash] = PodTemplateHash.SafeEncode(((uint)workload.Hash).ToString(System.Globalization.CultureInfo.InvariantCulture));
        _values[StampSlot.PodSuffix] = _identities.NewSuffix(5);
        _values[StampSlot.SliceSuffix] = _identities.NewSuffix(5);
        _values[StampSlot.PodAddress] = cluster.PodAddresses.Next();
        _values[StampSlot.ServiceAddress] = $"10.96.{1 + (index / 250)}.{1 + (index % 250)}";
        _values[StampSlot.DeploymentUid] = _identities.NewUid();
        _values[StampSlot.ReplicaSetUid] = _identities.NewUid();
        _values[StampSlot.PodUid] = _identities.NewUid();
        _values[StampSlot.ServiceUid] = _identities.NewUid();
        _values[StampSlot.SliceUid] = _identities.NewUid();
    }
}
