using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Ownership;

/// <summary>
/// An object that other objects belong to, or could: seen in the cluster, or only known from owner references. Kept for as long as it exists or anything
/// refers to it, so that what outlives its owner stays where it was.
/// </summary>
internal sealed class OwnerSlot(Guid uid)
{
    public Guid Uid { get; } = uid;

    public string Group { get; set; } = "";

    public string Kind { get; set; } = "";

    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Null where its kind is not watched: it will never be seen.</summary>
    public WatchedRole? Role { get; set; }

    /// <summary>It is there.</summary>
    public bool IsSeen { get; set; }

    /// <summary>It was waited for in vain, or is gone.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Its UID is (also) of another namespace: nothing that is there will ever be this.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Where it was given up: the workload it belonged to, as far as can be told; null for itself.</summary>
    public OwnerSlot? Guess { get; set; }

    public OwnerSlot? Parent { get; set; }

    /// <summary>The workload its changes were last sent to.</summary>
    public WorkloadKey? Sent { get; set; }

    /// <summary>Where its dependents were sent before it had to wait for its own owner.</summary>
    public DependentsPlace? Left { get; set; }

    /// <summary>Pods and other slots that refer to it.</summary>
    public int Dependents { get; set; }

    /// <summary>Timestamp (<see cref="TimeProvider.GetTimestamp"/>) since which something waits for it.</summary>
    public long WaitingSince { get; set; }

    /// <summary>What waits for it, by UID; null when nothing does.</summary>
    public List<Guid>? Waiting { get; set; }

    /// <summary>What waited for it is being sent.</summary>
    public bool IsReleasing { get; set; }

    public WorkloadKey KeyIn(string cluster) => new(cluster, Group, Kind, Namespace, Name);
}
