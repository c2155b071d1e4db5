namespace Fleet.Grains.Inventory;

/// <summary>Where a shard is in what its cluster feeds it: which batches come next, and which are refused.</summary>
internal sealed class FeedOrder
{
    private long _sequence;

    public long Epoch { get; private set; }

    public int Feed { get; private set; }

    /// <summary>Why a batch is not to be applied; null when it is the one to come.</summary>
    public BatchRefusal? Check(InventoryBatch batch)
    {
        if (batch.Epoch < Epoch || (batch.Epoch == Epoch && batch.Feed < Feed))
        {
            return BatchRefusal.Old;
        }

        var expected = StartsFeed(batch) ? 1 : _sequence + 1;
        if (batch.Sequence != expected)
        {
            return batch.Sequence < expected ? BatchRefusal.Old : BatchRefusal.Gap;
        }

        return null;
    }

    /// <summary>The batch is of another feed than the one before it.</summary>
    public bool StartsFeed(InventoryBatch batch) => batch.Epoch != Epoch || batch.Feed != Feed;

    public void Accept(InventoryBatch batch) => (Epoch, Feed, _sequence) = (batch.Epoch, batch.Feed, batch.Sequence);

    /// <summary>What is fed cannot be relied on any more: only a new feed is taken.</summary>
    public void Break() => _sequence = long.MaxValue - 1;
}
