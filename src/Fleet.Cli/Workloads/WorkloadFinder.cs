using Fleet.Client;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Cli.Workloads;

/// <summary>Finds the workload a user names.</summary>
internal static class WorkloadFinder
{
    private const int Suggestions = 5;

    /// <exception cref="UsageException">There is none, or there are several of the name.</exception>
    public static async Task<FleetWorkload> FindAsync(FleetClient client, string name, string? namespaceName, CancellationToken cancellationToken)
    {
        var found = new List<FleetWorkload>();
        var options = new FleetListOptions { Namespace = namespaceName, FieldSelector = FieldSelector.Of(new FieldRequirement("metadata.name", name)).ToString() };
        await foreach (var workload in client.Workloads.ListAsync(options, cancellationToken))
        {
            found.Add(workload);
        }

        return found switch
        {
            [var only] => only,
            [] => throw new UsageException($"The workload \"{name}\" was not found{(namespaceName is null ? "" : $" in namespace {namespaceName}")}.{await SuggestAsync(client, name, cancellationToken)}"),
            _ => throw new UsageException($"The workload \"{name}\" exists in {string.Join(", ", found.Select(workload => workload.Namespace))}; name one with -n."),
        };
    }

    private static async Task<string> SuggestAsync(FleetClient client, string name, CancellationToken cancellationToken)
    {
        var similar = await client.QueryAsync(new WorkloadQuery { Search = name, Limit = Suggestions }, cancellationToken);
        return similar.Rows.Count == 0 ? "" : $" There are {string.Join(", ", similar.Rows.Select(row => $"{row.Namespace}/{row.Name}"))}{(similar.Total > similar.Rows.Count ? ", …" : "")}.";
    }
}
