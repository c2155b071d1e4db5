namespace Fleet.Grains.Inventory;

/// <summary>Why a shard does not take a batch. Each is mended by a new feed from the present owner of the cluster.</summary>
public enum BatchRefusal : byte
{
    /// <summary>The sender's epoch or feed is older than one the shard has seen: it is no longer the one to speak.</summary>
    Old,

    /// <summary>Batches before this one are missing: the shard was activated anew, or a call was lost.</summary>
    Gap,

    /// <summary>The store has another owner for the cluster: the shard writes nothing more.</summary>
    Fenced,

    /// <summary>The batch contradicts the feed it belongs to, or does not belong to this shard.</summary>
    Invalid,

    /// <summary>The store is away, and what is asked for needs it.</summary>
    Unavailable,
}
