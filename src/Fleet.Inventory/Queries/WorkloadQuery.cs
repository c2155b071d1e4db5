namespace Fleet.Inventory.Queries;

/// <summary>A question about the whole fleet's workloads, answered in one reply.</summary>
public sealed record WorkloadQuery
{
    public string? Namespace { get; init; }

    /// <summary>Words that all must occur (any case) in name, namespace, cluster, image, health reason or message; empty for all rows.</summary>
    public string Search { get; init; } = "";

    public string LabelSelector { get; init; } = "";

    /// <summary>As <c>--field-selector</c>, over <see cref="WorkloadFields"/>.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>Names of <see cref="WorkloadFields"/>, the most important first; a leading <c>-</c> for descending. Ties are in the API's order.</summary>
    public IReadOnlyList<string> Sort { get; init; } = [];

    /// <summary>Rows a page, 0 to 1000; 0 for counts only. With a sort this is top-k.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>From the reply before; null for the first page.</summary>
    public string? Continue { get; init; }

    /// <summary>Names of <see cref="WorkloadFields"/> and <c>labels.KEY</c> whose values are counted over all rows that match.</summary>
    public IReadOnlyList<string> Facets { get; init; } = [];

    /// <summary>Values a facet, the most frequent first.</summary>
    public int FacetLimit { get; init; } = 20;

    public WorkloadScope Scope { get; init; } = WorkloadScope.Everything;
}
