using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Inventory;

/// <summary>A change and the log position it was published at.</summary>
internal readonly record struct PublishedChange(WorkloadChange Change, long Version);
