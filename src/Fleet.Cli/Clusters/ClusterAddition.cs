using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Clusters;

/// <summary>Adds clusters, and waits for them.</summary>
internal sealed class ClusterAddition(CliConsole console, FleetClient client, string access, IReadOnlyDictionary<string, string> labels)
{
    private static readonly ResourceAddress Collection = new(new(FleetKinds.Group, FleetKinds.Version, "clusters"));

    public bool Replace { get; init; }

    /// <summary>How long; null for not at all.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>All of them; the status says whether every one became ready.</summary>
    public async Task<int> AddAsync(MemberKubeconfig file, IReadOnlyList<(string Name, string Context)> wanted, CancellationToken cancellationToken)
    {
        var prepared = wanted.Select(one => (one.Name, one.Context, Extract: file.Extract(one.Context))).ToList();
        foreach (var (name, context, extract) in prepared)
        {
            foreach (var warning in extract.Warnings)
            {
                await console.Error.WriteLineAsync($"{name}: {warning}.");
            }

            await SendAsync(name, context, extract.Text, cancellationToken);
        }

        var status = ExitCode.Clean;
        foreach (var (name, context, _) in prepared)
        {
            if (Wait is { } limit && !await BecomesReadyAsync(name, context, limit, cancellationToken))
            {
                status = ExitCode.Found;
            }
        }

        return status;
    }

    private async Task SendAsync(string name, string context, string kubeconfig, CancellationToken cancellationToken)
    {
        var manifest = ClusterManifest.Create(name, kubeconfig, context, access, labels);
        try
        {
            if (Replace && await FindAsync(name, cancellationToken) is { } existing)
            {
                await client.Api.UpdateAsync(Collection.WithName(name), ClusterManifest.Replace(existing.Document, manifest), new WriteOptions { FieldManager = "fleet" }, cancellationToken);
                await console.Output.WriteAsync($"cluster/{name} replaced\n");
                return;
            }

            await client.Api.CreateAsync(Collection, manifest, new WriteOptions { FieldManager = "fleet" }, cancellationToken);
            await console.Output.WriteAsync($"cluster/{name} added\n");
        }
        catch (KubernetesApiException taken) when (taken.IsAlreadyExists)
        {
            throw new UsageException($"The cluster \"{name}\" exists already; another name adds a second one, --replace gives it these credentials.");
        }
    }

    private async Task<FleetCluster?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Clusters.GetAsync(name, cancellationToken: cancellationToken);
        }
        catch (KubernetesApiException missing) when (missing.IsNotFound)
        {
            return null;
        }
    }

    private async Task<bool> BecomesReadyAsync(string name, string context, TimeSpan limit, CancellationToken cancellationToken)
    {
        var cluster = await ClusterReadiness.WaitAsync(console, client, name, limit, cancellationToken);
        if (ClusterReadiness.IsReady(cluster))
        {
            await console.Output.WriteAsync($"cluster/{name} ready: Kubernetes {cluster!.KubernetesVersion}, {cluster.Nodes} nodes, {cluster.Workloads()} workloads\n");
            return true;
        }

        await console.Error.WriteLineAsync($"{name} is not ready:");
        foreach (var line in ClusterReadiness.Missing(cluster))
        {
            await console.Error.WriteLineAsync($"  {line}");
        }

        if (ClusterReadiness.Remedy(cluster, context) is { } remedy)
        {
            await console.Error.WriteLineAsync($"To grant what is missing:\n  {remedy}");
        }

        return false;
    }
}
