using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Simulator.Clusters;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>One simulated cluster, <c>c1</c>, over real HTTP, with a client that may do everything.</summary>
internal sealed class SimulatedClusterFixture : IAsyncDisposable
{
    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");

    private static readonly GroupVersionResource Roles = new("rbac.authorization.k8s.io", "v1", "clusterroles");

    private static readonly GroupVersionResource Bindings = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings");

    private SimulatedClusterFixture(SimulatedFleet fleet, ClusterConnection connection)
    {
        Fleet = fleet;
        Connection = connection;
        Client = new KubernetesApiClient(connection);
    }

    public SimulatedFleet Fleet { get; }

    public SimulatedCluster Cluster => Fleet.Find("c1")!;

    public KubernetesApiClient Client { get; }

    public string Kubeconfig => Fleet.CreateKubeconfig();

    private ClusterConnection Connection { get; }

    public static async Task<SimulatedClusterFixture> StartAsync(int workloads = 3, bool controllers = true, ClockSpecification? clock = null)
    {
        var fleet = await SimulatedFleet.StartAsync(new SimulatorOptions { Workloads = workloads, Nodes = 2, Controllers = controllers, Clock = clock ?? ClockSpecification.Real }, NullLoggerFactory.Instance, default);
        return new(fleet, await ClusterConnection.CreateAsync(new ClusterConnectionOptions { KubeconfigContent = fleet.CreateKubeconfig() }));
    }

    /// <summary>The kubeconfig of a user whom RBAC lets do only what is granted.</summary>
    public string KubeconfigOf(string user) => Kubeconfig.Replace("    client-certificate-data:", $"    as: {user}\n    client-certificate-data:", StringComparison.Ordinal);

    public async Task GrantAsync(string user, params string[] rules)
    {
        await Client.ApplyAsync(new ResourceAddress(Roles, Name: user), Document.Parse(
            $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{user}}"},"rules":[{{string.Join(',', rules)}}]}"""),
            new WriteOptions { FieldManager = "test", Force = true });
        await Client.ApplyAsync(new ResourceAddress(Bindings, Name: user), Document.Parse(
            $$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{user}}"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{user}}"},
             "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{user}}"}]}
            """), new WriteOptions { FieldManager = "test", Force = true });
    }

    public static string Rule(string groups, string resources, string verbs = "get,list,watch")
    {
        static string List(string items) => string.Join(',', items.Split(',').Select(item => $"\"{item}\""));
        return $$"""{"apiGroups":[{{List(groups)}}],"resources":[{{List(resources)}}],"verbs":[{{List(verbs)}}]}""";
    }

    public Task CreateAsync(string name, string argument = "") => Client.CreateAsync(
        new ResourceAddress(Deployments, "default"),
        Document.Parse(
            $$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},
             "spec":{"replicas":0,"selector":{"matchLabels":{"app":"{{{name}}}"}},"template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"a","image":"a:1","args":["{{{argument}}}"]}] } } } }
            """));

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Fleet.DisposeAsync();
    }
}
