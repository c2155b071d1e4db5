using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Ownership;

/// <summary>Where the dependents of a slot were sent.</summary>
/// <param name="Key">The workload.</param>
/// <param name="IsGuess">It was told by the dependents' names, not by their owner.</param>
internal sealed record DependentsPlace(WorkloadKey Key, bool IsGuess);
