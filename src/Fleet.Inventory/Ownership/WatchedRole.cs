namespace Fleet.Inventory.Ownership;

/// <summary>What objects of a watched kind are to the inventory.</summary>
public enum WatchedRole
{
    /// <summary>A workload of its own, whoever controls it.</summary>
    Workload,

    /// <summary>Belongs to what controls it; a workload where nothing does (ReplicaSet, Job).</summary>
    Intermediate,

    /// <summary>A pod.</summary>
    Pod,

    /// <summary>A Kubernetes Event about one of the others.</summary>
    Event,

    /// <summary>A kind that was asked for: held as an object, and a workload where it has a pod template or controls something.</summary>
    Extra,
}
