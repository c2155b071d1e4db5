using Fleet.Inventory.Shards;

namespace Fleet.Grains.Inventory;

/// <summary>
/// Where a shard shows what it has published. Written by its grain, read by queries without a call. A commit is bracketed by <see cref="Begin"/> and
/// <see cref="Publish"/>: a reader that sees the commit in the log finds the slot pending, or already holding it.
/// </summary>
public sealed class InventorySlot(string cluster, int shard, int shards, long epoch)
{
    private readonly Lock _lock = new();
    private volatile State _state = new(null, IsInDoubt: false, IsClosed: false, null);

    public string Cluster { get; } = cluster;

    public int Shard { get; } = shard;

    /// <summary>Into how many shards the cluster is cut in this epoch.</summary>
    public int Shards { get; } = shards;

    public long Epoch { get; } = epoch;

    /// <summary>The commit that is under way; null when there is none. Never fails. A commit that begins later has another task.</summary>
    public Task? Pending => _state.Pending?.Task;

    /// <summary>What was published last, whether or not it is all the fleet knows; null before the published rows have been loaded.</summary>
    public ShardSnapshot? Snapshot => _state.Snapshot;

    /// <summary>
    /// The snapshot, when it is what the fleet knows: with every commit but one that is under way. Null before the published rows are loaded, after a commit
    /// that may or may not have been written, and once the shard has ended.
    /// </summary>
    public ShardSnapshot? Readable => _state is { IsInDoubt: false, IsClosed: false, Snapshot: { } snapshot } ? snapshot : null;

    /// <summary>A commit is about to be made.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            _state = _state with { Pending = _state.Pending ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        }
    }

    /// <summary>The commits since <see cref="Begin"/> are in this snapshot.</summary>
    public void Publish(ShardSnapshot snapshot) => Complete(state => state with { Snapshot = snapshot, IsInDoubt = false });

    /// <summary>It is not known what the store holds of the last commit.</summary>
    public void Doubt() => Complete(static state => state with { IsInDoubt = true });

    /// <summary>The shard has ended.</summary>
    public void Close() => Complete(static state => state with { IsClosed = true });

    private void Complete(Func<State, State> change)
    {
        lock (_lock)
        {
            var pending = _state.Pending;
            _state = change(_state) with { Pending = null };
            pending?.TrySetResult();
        }
    }

    /// <summary>Swapped as one: a reader never sees a snapshot of one moment and the readability of another.</summary>
    private sealed record State(ShardSnapshot? Snapshot, bool IsInDoubt, bool IsClosed, TaskCompletionSource? Pending);
}
