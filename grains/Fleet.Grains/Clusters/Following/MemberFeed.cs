using Fleet.Inventory.Ownership;
using Fleet.Inventory.Shards;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Clusters.Following;

/// <summary>
/// One giving of a cluster's whole state and of what changes from then on: every object is routed to the shard of the workload it belongs to. Over as soon
/// as a shard refuses or loses a batch; the next one starts from nothing. Thread safe.
/// </summary>
internal sealed class MemberFeed
{
    private static readonly TimeSpan ReleasePause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly MemberRouter _router;
    private readonly ShardFeed[] _shards;
    private readonly HashSet<GroupKind> _awaited;
    private readonly HashSet<string> _unread;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _stop;
    private readonly TimeProvider _time;
    private readonly ClusterOptions _options;
    private long _changes;
    private bool _isReleasing;

    public MemberFeed(MemberRouter router, FeedIdentity identity, ClusterSurvey survey, IShardSink sink, ClusterOptions options, TimeProvider time, CancellationToken stop)
    {
        Identity = identity;
        _router = router;
        _time = time;
        _options = options;
        _awaited = [.. survey.Kinds.Select(kind => kind.Kind.GroupKind)];
        _unread = [.. survey.UnreadKinds];
        _stop = stop;
        _shards = new ShardFeed[identity.Shards];
        for (var i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new ShardFeed(identity, i, sink, options, time, _failed, stop);
        }

        Synced = Task.WhenAll(_shards.Select(shard => shard.Completed));
    }

    public FeedIdentity Identity { get; }

    /// <summary>Completes with what a shard said when it refused or lost a batch.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Every shard has the whole state.</summary>
    public Task Synced { get; }

    /// <summary>An object changed hands in a way that only the whole state puts right.</summary>
    public bool NeedsResync
    {
        get
        {
            lock (_lock)
            {
                return _router.NeedsResync;
            }
        }
    }

    /// <summary>Changes passed on so far.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>Tells the router of kinds that will never be given: nothing is to wait for them.</summary>
    public void Start(IEnumerable<GroupKind> watched)
    {
        lock (_lock)
        {
            foreach (var kind in watched.Where(kind => !_awaited.Contains(kind)).ToList())
            {
                Enqueue_NeedsLock(_router.KindSynced(kind));
            }

            if (_awaited.Count == 0)
            {
                Complete_NeedsLock();
            }
        }
    }

    /// <summary>A kind cannot be read for the time being: the others are not to wait for it, and what was published of it stays.</summary>
    /// <returns>False when it has been read already.</returns>
    public bool GiveUp(GroupKind kind)
    {
        lock (_lock)
        {
            if (!_awaited.Contains(kind))
            {
                return false;
            }

            _unread.Add(kind.ToString());
            return CompleteKind_NeedsLock(kind).Count >= 0;
        }
    }

    /// <summary>An object is there, changed or gone. Completes when there is room for more.</summary>
    /// <exception cref="ClusterTooLargeException">With it the cluster has more than is accepted of one; it was not passed on, and the feed must end.</exception>
    public async ValueTask AcceptAsync(GroupVersionKind kind, Document pruned, bool isDeleted)
    {
        IReadOnlyList<MemberChange> changes;
        lock (_lock)
        {
            changes = _router.Route(kind, pruned, isDeleted);
            ThrowIfTooLarge_NeedsLock();
            Enqueue_NeedsLock(changes);
            ReleaseLater_NeedsLock();
        }

        await WaitForRoomAsync(changes).ConfigureAwait(false);
    }

    private void ThrowIfTooLarge_NeedsLock()
    {
        if (_router.Objects > _options.MaxObjects)
        {
            throw new ClusterTooLargeException($"The cluster has more than {_options.MaxObjects} objects to follow ({ClusterOptions.Section}:{nameof(_options.MaxObjects)}).");
        }

        if (_router.DocumentBytes > _options.MaxBytes)
        {
            throw new ClusterTooLargeException($"The cluster's objects take more than {_options.MaxBytes} bytes ({ClusterOptions.Section}:{nameof(_options.MaxBytes)}).");
        }
    }

    /// <summary>The whole state of a kind has been accepted.</summary>
    public async ValueTask KindSyncedAsync(GroupKind kind)
    {
        IReadOnlyList<MemberChange> released;
        lock (_lock)
        {
            if (!_awaited.Contains(kind))
            {
                return;
            }

            released = CompleteKind_NeedsLock(kind);
        }

        await WaitForRoomAsync(released).ConfigureAwait(false);
    }

    private IReadOnlyList<MemberChange> CompleteKind_NeedsLock(GroupKind kind)
    {
        _awaited.Remove(kind);
        var released = _router.KindSynced(kind);
        Enqueue_NeedsLock(released);
        if (_awaited.Count == 0)
        {
            Complete_NeedsLock();
            ReleaseLater_NeedsLock();
        }

        return released;
    }

    /// <summary>While something waits for an owner that nobody has seen, and only then, the router is asked once a second whom it has waited for long enough.</summary>
    private void ReleaseLater_NeedsLock()
    {
        if (!_isReleasing && _awaited.Count == 0 && _router.WaitingCount > 0)
        {
            _isReleasing = true;
            _ = ReleaseOverdueAsync();
        }
    }

    private async Task ReleaseOverdueAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(ReleasePause, _time, _stop).ConfigureAwait(false);
                lock (_lock)
                {
                    Enqueue_NeedsLock(_router.ReleaseOverdue());
                    if (_router.WaitingCount == 0)
                    {
                        _isReleasing = false;
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The feed is over.
        }
    }

    private void Enqueue_NeedsLock(IReadOnlyList<MemberChange> changes)
    {
        Interlocked.Add(ref _changes, changes.Count);
        foreach (var change in changes)
        {
            if (change.Owner is { } owner)
            {
                _shards[MemberRouter.ShardOf(owner, _shards.Length)].Enqueue(change);
                continue;
            }

            // Nobody saw whose it was: the shard that has it knows.
            foreach (var shard in _shards)
            {
                shard.Enqueue(change);
            }
        }
    }

    private void Complete_NeedsLock()
    {
        foreach (var shard in _shards)
        {
            shard.CompleteSync([.. _unread]);
        }
    }

    private async ValueTask WaitForRoomAsync(IReadOnlyList<MemberChange> changes)
    {
        if (changes.Count == 1 && changes[0].Owner is { } owner)
        {
            await _shards[MemberRouter.ShardOf(owner, _shards.Length)].WaitForRoomAsync(_stop).ConfigureAwait(false);
        }
        else if (changes.Count > 0)
        {
            foreach (var shard in _shards)
            {
                await shard.WaitForRoomAsync(_stop).ConfigureAwait(false);
            }
        }
    }
}
