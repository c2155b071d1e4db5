namespace Fleet.Inventory.Queries;

/// <summary>A stretch of the fleet's workloads in the API's order.</summary>
/// <param name="Namespace">Only this namespace; null for all.</param>
public sealed record WorkloadListQuery(string? Namespace)
{
    /// <summary>Start after this namespace and object name; null for the beginning.</summary>
    public (string Namespace, string Name)? After { get; init; }

    /// <summary>At most so many rows that match; 0 for all.</summary>
    public int Limit { get; init; }

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public WorkloadScope Scope { get; init; } = WorkloadScope.Everything;
}
