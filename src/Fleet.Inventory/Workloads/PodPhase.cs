namespace Fleet.Inventory.Workloads;

/// <summary><c>status.phase</c> of a pod.</summary>
internal enum PodPhase : byte
{
    Unknown,
    Pending,
    Running,
    Succeeded,
    Failed,
}
