using Fleet.Inventory.Queries;

namespace Fleet.Client;

/// <summary>The answer to a <see cref="WorkloadQuery"/>.</summary>
/// <param name="Total">Workloads that match, on all pages.</param>
/// <param name="Rows">This page.</param>
/// <param name="Facets">In the order asked for.</param>
/// <param name="Continue">For the next page; null on the last.</param>
/// <param name="StaleClusters">Clusters whose workloads are as last published.</param>
public sealed record WorkloadAnswer(
    long Total, IReadOnlyList<FleetWorkload> Rows, IReadOnlyList<FacetCounts> Facets, string? Continue, IReadOnlyList<string> StaleClusters);
