using System.Globalization;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Silo.Options;
using Fleet.Simulator.Hosting;
using RequestContext = Fleet.Kubernetes.Api.Requests.RequestContext;

namespace Fleet.Silo.Demo;

/// <summary>
/// A simulated fleet in this process, registered as clusters <c>demo-1</c>…; gone from memory when the silo stops, made anew when it starts. Its port and
/// certificates are new each time, so it is registered before the grains start: they would try the old ones.
/// </summary>
internal sealed class DemoFleet(FleetSiloOptions options, ResourceService resources, ILoggerFactory logging) : IHostedService
{
    private const string Manager = "fleet-demo";

    private static readonly (string Environment, string Region)[] Places =
        [("prod", "eu-west"), ("prod", "eu-north"), ("prod", "us-east"), ("prod", "us-west"), ("prod", "ap-south"), ("staging", "eu-west"), ("staging", "us-east"), ("dev", "eu-west")];

    private SimulatedFleet? _fleet;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _fleet = await SimulatedFleet.StartAsync(
            new SimulatorOptions
            {
                Clusters = options.DemoClusters,
                Workloads = options.DemoWorkloads,
                ScenarioFile = Path.Combine(AppContext.BaseDirectory, "Demo", "demo-scenario.yaml"),
            },
            logging,
            cancellationToken);
        var kubeconfig = _fleet.CreateKubeconfig();
        var definition = resources.Catalog.Find(FleetKinds.Clusters)!;
        for (var index = 0; index < options.DemoClusters; index++)
        {
            var cluster = Cluster(index, kubeconfig);
            await resources.PatchAsync(
                RequestContext.Internal(Manager),
                new ResourceTarget(definition, Name: Name(index)),
                new Patch(PatchType.Apply, cluster.ToUtf8().ToArray(), Force: true),
                cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
        }
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"demo-{index + 1}");

    private static Document Cluster(int index, string kubeconfig)
    {
        var (environment, region) = Places[index % Places.Length];
        return DocumentNode.Object(
            ("apiVersion", $"{FleetKinds.Group}/{FleetKinds.Version}"),
            ("kind", "Cluster"),
            ("metadata", DocumentNode.Object(
                ("name", Name(index)),
                ("labels", DocumentNode.Object(("env", environment), ("region", region), ("fleetengine.io/source", "demo"))))),
            ("spec", DocumentNode.Object(
                ("context", string.Create(CultureInfo.InvariantCulture, $"c{index + 1}")),
                ("access", "manage"),
                ("credentials", DocumentNode.Object(("kubeconfig", kubeconfig)))))).ToDocument();
    }
}
