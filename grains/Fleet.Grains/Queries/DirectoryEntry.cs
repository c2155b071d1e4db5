using Fleet.Storage.Log;

namespace Fleet.Grains.Queries;

/// <summary>What a silo knows of a cluster from the log. Immutable.</summary>
/// <param name="Name">The cluster.</param>
/// <param name="Declared">Its <c>Cluster</c> object; null when there is none (any more).</param>
/// <param name="Epoch">The newest ownership epoch; 0 when nobody ever had it.</param>
/// <param name="LastChange">The position of the newest change of its rows or its ownership that is known here.</param>
public sealed record DirectoryEntry(string Name, StoredRecord? Declared, long Epoch, long LastChange)
{
    /// <summary>Its status says that what is known of it is not what it is now: it does not answer, or is not followed any more.</summary>
    public bool IsBehind { get; init; }

    internal long OwnershipVersion { get; init; }

    internal long DeclaredVersion { get; init; }
}
