using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>Part of a list.</summary>
/// <param name="Rows">In order.</param>
/// <param name="HasMore">Others that match follow.</param>
public sealed record WorkloadPage(IReadOnlyList<Workload> Rows, bool HasMore);
