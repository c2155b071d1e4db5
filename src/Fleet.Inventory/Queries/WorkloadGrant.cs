namespace Fleet.Inventory.Queries;

/// <summary>Rows that are in one of these clusters and in one of these namespaces; null for all.</summary>
public sealed record WorkloadGrant(IReadOnlySet<string>? Clusters, IReadOnlySet<string>? Namespaces);
