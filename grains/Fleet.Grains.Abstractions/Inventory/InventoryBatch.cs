using System.Collections.Immutable;
using Fleet.Inventory.Shards;

namespace Fleet.Grains.Inventory;

/// <summary>What a cluster's watches saw, for one shard, in order.</summary>
[GenerateSerializer, Immutable, Alias("fleet.inventory-batch")]
public sealed record InventoryBatch
{
    /// <summary>The ownership epoch of the sender: a batch of an older one is refused.</summary>
    [Id(0)]
    public required long Epoch { get; init; }

    /// <summary>Which feed of that epoch: a new one starts from nothing with the whole state. Batches of an older feed are refused.</summary>
    [Id(1)]
    public required int Feed { get; init; }

    /// <summary>Rises by one a batch of a feed, from 1; a gap means loss and is refused.</summary>
    [Id(2)]
    public required long Sequence { get; init; }

    [Id(3)]
    public ImmutableArray<MemberChange> Changes { get; init; } = [];

    /// <summary>With this batch the whole state has been given: rows published earlier and not confirmed since are gone.</summary>
    [Id(4)]
    public bool CompletesSync { get; init; }

    /// <summary>
    /// Into how many shards the cluster is cut, a power of two; the same in all batches of an epoch. A row belongs to the shard that
    /// <c>MemberRouter.ShardOf</c> gives for this number.
    /// </summary>
    [Id(5)]
    public int Shards { get; init; } = 1;

    /// <summary>
    /// With <see cref="CompletesSync"/>: kinds (<c>Deployment.apps</c>) that may not be read at present. Their rows are neither confirmed nor gone: what was
    /// published stays.
    /// </summary>
    [Id(6)]
    public ImmutableArray<string> UnreadKinds { get; init; } = [];
}
