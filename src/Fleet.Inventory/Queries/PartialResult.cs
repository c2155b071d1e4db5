using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>
/// The answer of some shards to a query: plain data that can travel between silos. Partial answers to one plan merge in any order and grouping
/// (<see cref="WorkloadQueryPlan.Combine"/>).
/// </summary>
/// <param name="Total">Rows that match.</param>
/// <param name="Rows">The first of them after the page's start, in order: one more than the page holds, to tell whether there is a next page.</param>
/// <param name="Facets">How often each value occurs, by facet in the order asked for; complete, so that sums are exact.</param>
public sealed record PartialResult(long Total, IReadOnlyList<Workload> Rows, IReadOnlyList<IReadOnlyDictionary<string, long>> Facets)
{
    /// <summary>Clusters whose rows were read as last published; set by whoever chose the snapshots.</summary>
    public IReadOnlyList<string> StaleClusters { get; init; } = [];
}
