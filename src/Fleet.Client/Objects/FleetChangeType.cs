namespace Fleet.Client;

/// <summary>What a watch reports.</summary>
public enum FleetChangeType : byte
{
    /// <summary>It is there: at the start of a watch for everything there is.</summary>
    Added,

    Modified,

    /// <summary>It is gone. After a long break the object is known by its identity only.</summary>
    Deleted,

    /// <summary>Everything there was at the start has been reported; the object is null.</summary>
    Synced,
}
