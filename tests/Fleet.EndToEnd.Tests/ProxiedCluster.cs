using System.Globalization;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Testing.Clusters;

namespace Fleet.EndToEnd.Tests;

/// <summary>A simulated cluster with two of our clients: one beside it, and one behind a network that can be broken.</summary>
public sealed class ProxiedCluster : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;
    private FleetProcess _fleet = null!;
    private int _namespaces;

    internal CuttableProxy Proxy { get; private set; } = null!;

    internal KubernetesApiClient Direct { get; private set; } = null!;

    internal KubernetesApiClient Client { get; private set; } = null!;

    private string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            await Task.Delay(10, deadline.Token);
        }
    }

    public async Task InitializeAsync()
    {
        _fleet = await FleetProcess.SimulateAsync("--clusters", "1", "--workloads", "1", "--port", "0", "--kubeconfig", Kubeconfig);
        await UntilAsync(() => File.Exists(Kubeconfig));
        var url = new Uri(_fleet.Ready.GetProperty("url").GetString()!);
        Proxy = new CuttableProxy(url.Port);
        var proxied = (await File.ReadAllTextAsync(Kubeconfig)).Replace(
            $":{url.Port.ToString(CultureInfo.InvariantCulture)}", $":{Proxy.Port.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal);
        Direct = new KubernetesApiClient(await ClusterConnection.CreateAsync(new() { KubeconfigPath = Kubeconfig }));
        Client = new KubernetesApiClient(await ClusterConnection.CreateAsync(new() { KubeconfigContent = proxied }));
    }

    public async Task<string> NewNamespaceAsync()
    {
        var name = $"client-{++_namespaces}";
        var body = DocumentNode.Object(("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", DocumentNode.Object(("name", name))));
        await Direct.CreateAsync(new ResourceAddress(new GroupVersionResource("", "v1", "namespaces")), body.ToDocument());
        return name;
    }

    /// <summary>Switches a fault of the simulator on or off.</summary>
    public async Task FaultAsync(string kind, bool on)
    {
        using var access = ClusterAccess.FromKubeconfig(Kubeconfig);
        using var body = new StringContent($$"""{"kind":"{{kind}}"}""");
        using var response = on
            ? await access.Administrator.PostAsync(new Uri(access.Root, "simulator/faults"), body)
            : await access.Administrator.DeleteAsync(new Uri(access.Root, $"simulator/faults/c1/{kind}"));
        response.EnsureSuccessStatusCode();
    }

    public async Task DisposeAsync()
    {
        Client.Connection.Dispose();
        Direct.Connection.Dispose();
        await Proxy.DisposeAsync();
        await _fleet.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
