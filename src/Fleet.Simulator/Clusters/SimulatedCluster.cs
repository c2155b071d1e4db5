using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Simulator.Admission;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Controllers.Deployments;
using Fleet.Simulator.Controllers.Disruption;
using Fleet.Simulator.Controllers.Endpoints;
using Fleet.Simulator.Controllers.Events;
using Fleet.Simulator.Controllers.Garbage;
using Fleet.Simulator.Controllers.Namespaces;
using Fleet.Simulator.Controllers.Nodes;
using Fleet.Simulator.Controllers.Quotas;
using Fleet.Simulator.Controllers.ReplicaSets;
using Fleet.Simulator.Controllers.Runtime;
using Fleet.Simulator.Controllers.Storage;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Kubelet;
using Fleet.Simulator.Load;
using Fleet.Simulator.Scenarios;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Time;

namespace Fleet.Simulator.Clusters;

/// <summary>One simulated cluster: its objects, its API conventions, its controllers and its faults.</summary>
public sealed class SimulatedCluster : IAsyncDisposable
{
    /// <summary>Many clusters share the memory: enough for a rollout that a watch missed.</summary>
    private static readonly MemoryStoreOptions History = new() { HistoryCount = 4_000 };

    private readonly ObservedStore _observed;
    private readonly CancellationTokenSource _stop = new();
    private ClusterControllers? _controllers;
    private Task _customResources = Task.CompletedTask;

    internal SimulatedCluster(string name, int index, ResourceSet resources, TimeProvider time, ResourceServiceOptions options)
    {
        Name = name;
        Index = index;
        Store = new MemoryResourceStore(time, History with { HistoryAge = HistoryAge(time) });
        _observed = new ObservedStore(Store);
        Catalog = new ResourceCatalog(resources);
        Resources = new ResourceService(_observed, Catalog, time, options with
        {
            Authorizer = new RbacAuthorizer(new StoreRbacSource(Store)),
            StoragePrefix = "/" + name,
            Admission = [.. BuiltInAdmission.Create(options.Identities, index), .. options.Admission],
        });
        Objects = new ObjectClient(Resources, "kube-controller-manager");
    }

    public string Name { get; }

    /// <summary>Its place in the fleet, from 0.</summary>
    public int Index { get; }

    /// <summary>What the API server of the cluster does, without HTTP.</summary>
    public ResourceService Resources { get; }

    public ResourceCatalog Catalog { get; }

    public FaultTable Faults { get; } = new();

    internal MemoryResourceStore Store { get; }

    internal ObjectClient Objects { get; }

    internal PodAddresses PodAddresses { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _customResources.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _controllers?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Starts the controllers; from now on every write is answered by them.</summary>
    internal void Start(ControllerLoop loop, ClusterStart start)
    {
        var index = new DependentIndex(Objects);
        var time = Resources.Time;
        var context = new ControllerContext(Objects, new EventRecorder(Objects, time, "kube-controller-manager"), index, time);
        var scenario = new ScenarioController(context, Faults, start.Incidents, start.Truth);
        var leases = new NodeLeaseController(context, Faults, start.LeasePeriod);
        List<IController> controllers =
        [
            new NamespaceDefaultsController(context, start.RootCertificate),
            new NamespaceController(context),
            new GarbageCollector(context),
            new ResourceQuotaController(context),
            new ClaimProtectionController(context),
            new EventExpiryController(context),
            scenario,
        ];
        if (start.WorkloadControllers)
        {
            controllers.AddRange(WorkloadControllers(context));
            controllers.Add(leases);
        }

        _controllers = new ClusterControllers(Name, loop, _observed, Objects, index, controllers);
        _customResources = new CustomResourceController(Resources, Catalog, start.CustomResources).RunAsync(_stop.Token);
        foreach (var (key, delay) in scenario.Timeline())
        {
            _controllers.Enqueue(scenario, key, delay);
        }

        for (var i = 0; start.WorkloadControllers && i < start.Nodes; i++)
        {
            // Spread over the period, so that a fleet's nodes do not speak at once.
            var share = LoadNoise.Uniform(LoadNoise.Hash(start.Seed, Name), (ulong)i);
            _controllers.Enqueue(leases, KnownResources.Nodes.Key("", NodeFactory.Name(Name, i)), start.LeasePeriod * share);
        }
    }

    /// <summary>Clients resume watches in real time: a fast clock keeps as many real minutes as another.</summary>
    private static TimeSpan HistoryAge(TimeProvider time) =>
        History.HistoryAge * Math.Max(1, time is SimulatedClock clock ? clock.Specification.Factor : 1);

    private IEnumerable<IController> WorkloadControllers(ControllerContext context)
    {
        var kubelet = new KubeletController(context, Faults, PodAddresses);
        var nodes = new NodeLifecycleController(context, Faults);
        var faults = new FaultController(context, Faults, key => Wake(kubelet, key), key => Wake(nodes, key));
        Faults.Changed = () => Wake(faults, FaultController.Key);
        return
        [
            new DeploymentController(context),
            new ReplicaSetController(context),
            new Scheduling.Scheduler(context),
            new EndpointsController(context),
            new DisruptionController(context),
            kubelet,
            nodes,
            faults,
        ];
    }

    private void Wake(IController controller, ObjectKey key) => _controllers?.Enqueue(controller, key);
}
