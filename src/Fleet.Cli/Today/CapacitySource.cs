using Fleet.Client;
using Fleet.Inventory.Queries;

namespace Fleet.Cli.Today;

/// <summary>Namespaces whose workloads ask for nothing: the scheduler packs them onto nodes blindly, and they are the first to be evicted.</summary>
public sealed class CapacitySource : ITodaySource
{
    public const string Selector = "status.resources.requests.cpu=0m,status.resources.requests.memory=0,status.replicas.desired!=0";

    public string Name => "capacity";

    public async Task<IReadOnlyList<TodayItem>> FindAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. Of(await client.QueryAsync(new WorkloadQuery { FieldSelector = Selector, Limit = 0, Facets = ["metadata.namespace", "spec.ref.cluster"], FacetLimit = 5 }, cancellationToken))];

    /// <summary>One item for all of them: it is one piece of work.</summary>
    public static IEnumerable<TodayItem> Of(WorkloadAnswer answer)
    {
        if (answer.Total > 0)
        {
            yield return new TodayItem(
                TodaySeverity.Risk,
                $"{answer.Total} workloads request neither CPU nor memory",
                answer.Total,
                $"fleet get workloads --field-selector {Selector}")
            {
                Evidence = [.. answer.Facets.Select(facet => $"{(facet.Field == "metadata.namespace" ? "namespaces" : "clusters")} {string.Join(", ", facet.Values.Select(value => $"{value.Key} ({value.Value})"))}{(facet.Other > 0 ? ", …" : "")}")],
            };
        }
    }
}
