using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>The answer to a <see cref="WorkloadQuery"/>.</summary>
/// <param name="Total">Rows that match, on all pages.</param>
/// <param name="Rows">This page.</param>
/// <param name="Facets">In the order asked for.</param>
/// <param name="Continue">For the next page; null on the last.</param>
/// <param name="StaleClusters">Clusters whose rows are as last published, because no silo holds them live at the moment.</param>
public sealed record WorkloadQueryResult(
    long Total, IReadOnlyList<Workload> Rows, IReadOnlyList<FacetCounts> Facets, string? Continue, IReadOnlyList<string> StaleClusters);
