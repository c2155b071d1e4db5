using Fleet.Inventory.Shards;

namespace Fleet.Grains.Inventory;

/// <summary>
/// Where a shard shows what it has published. Written by its grain, read by queries without a call. A commit is bracketed by <see cref="Begin"/> and
/// <see cref="Publish"/>: a reader that sees the commit in the log finds the slot pending, or already holding it.
/// </summary>
public sealed class InventorySlot(string cluster, int shard, int shards, long epoch)
{
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource? _pending;
    private volatile ShardSnapshot? _snapshot;
    private volatile bool _isInDoubt;
    private volatile bool _isClosed;

    /// <summary>Called when <see cref="IsReadable"/> may have changed.</summary>
    internal Action? ReadabilityChanged { get; set; }

    public string Cluster { get; } = cluster;

    public int Shard { get; } = shard;

    /// <summary>Into how many shards the cluster is cut in this epoch.</summary>
    public int Shards { get; } = shards;

    public long Epoch { get; } = epoch;

    /// <summary>What a reader waits for before it takes <see cref="Snapshot"/>; null when there is nothing to wait for. Never fails.</summary>
    public Task? Pending => _pending?.Task;

    /// <summary>Null before the published rows have been loaded.</summary>
    public ShardSnapshot? Snapshot => _snapshot;

    /// <summary>
    /// The snapshot is what the fleet knows. Not so before the published rows are loaded, after a commit that may or may not have been written, and once the
    /// shard has ended.
    /// </summary>
    public bool IsReadable => _snapshot is not null && !_isInDoubt && !_isClosed;

    /// <summary>A commit is about to be made.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _pending ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The commits since <see cref="Begin"/> are in this snapshot.</summary>
    public void Publish(ShardSnapshot snapshot)
    {
        var wasReadable = IsReadable;
        _snapshot = snapshot;
        _isInDoubt = false;
        Complete(!wasReadable);
    }

    /// <summary>It is not known what the store holds of the last commit.</summary>
    public void Doubt()
    {
        _isInDoubt = true;
        Complete(readabilityChanged: true);
    }

    /// <summary>The shard has ended.</summary>
    public void Close()
    {
        _isClosed = true;
        Complete(readabilityChanged: true);
    }

    private void Complete(bool readabilityChanged)
    {
        if (readabilityChanged)
        {
            ReadabilityChanged?.Invoke();
        }

        lock (_lock)
        {
            _pending?.TrySetResult();
            _pending = null;
        }
    }
}
