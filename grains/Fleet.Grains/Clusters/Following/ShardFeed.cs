using System.Collections.Immutable;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Shards;

namespace Fleet.Grains.Clusters.Following;

/// <summary>
/// The changes on their way to one shard, in order: collected into batches, one in flight at a time. Nothing runs while there is nothing to send. What
/// waits is bounded by <see cref="WaitForRoomAsync"/>, which is how a slow shard holds back the cluster's watches. Thread safe.
/// </summary>
internal sealed class ShardFeed
{
    /// <summary>A batch is cut earlier than at its number of changes when their documents are this large together.</summary>
    private const long MaxBatchBytes = 4 << 20;

    private readonly Lock _lock = new();
    private readonly FeedIdentity _identity;
    private readonly int _shard;
    private readonly IShardSink _sink;
    private readonly ClusterOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> _failed;
    private readonly Queue<MemberChange> _waiting = new();
    private TaskCompletionSource? _full;
    private TaskCompletionSource? _room;
    private long _waitingBytes;
    private long _enqueued;
    private long _sent;
    private long _sequence;
    private long _completesAt = long.MaxValue;
    private ImmutableArray<string> _unread = [];
    private bool _isRunning;

    /// <param name="identity">What every batch carries.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="sink">Where batches go.</param>
    /// <param name="options">Batch size and delay.</param>
    /// <param name="time">For the delay.</param>
    /// <param name="failed">Told when a batch was refused or lost: the feed is over then.</param>
    /// <param name="stop">Ends it.</param>
    public ShardFeed(FeedIdentity identity, int shard, IShardSink sink, ClusterOptions options, TimeProvider time, TaskCompletionSource<Exception> failed, CancellationToken stop)
    {
        _identity = identity;
        _shard = shard;
        _sink = sink;
        _options = options;
        _time = time;
        _failed = failed;
        _stop = stop;
    }

    /// <summary>The shard has confirmed the batch that completes the sync.</summary>
    public Task Completed => _completed.Task;

    public void Enqueue(MemberChange change)
    {
        lock (_lock)
        {
            _waiting.Enqueue(change);
            _waitingBytes += change.Object.RetainedBytes;
            _enqueued++;
            if (IsFullBatch)
            {
                _full?.TrySetResult();
            }

            Start();
        }
    }

    /// <summary>What has been enqueued so far is the whole state.</summary>
    /// <param name="unread">Kinds that could not be read.</param>
    public void CompleteSync(ImmutableArray<string> unread)
    {
        lock (_lock)
        {
            _completesAt = _enqueued;
            _unread = unread;
            _full?.TrySetResult();
            Start();
        }
    }

    /// <summary>Completes when fewer than two batches wait.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (HasRoom)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    private bool HasRoom => _waiting.Count < 2 * _options.BatchSize && _waitingBytes < 2 * MaxBatchBytes;

    private bool IsFullBatch => _waiting.Count >= _options.BatchSize || _waitingBytes >= MaxBatchBytes || _completesAt != long.MaxValue;

    private void Start()
    {
        if (!_isRunning)
        {
            _isRunning = true;
            _ = Task.Run(SendAsync, CancellationToken.None);
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (await NextAsync().ConfigureAwait(false) is { } batch)
            {
                await _sink.ApplyAsync(_shard, batch, _stop).ConfigureAwait(false);
                if (batch.CompletesSync)
                {
                    _completed.TrySetResult();
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Stopped: whoever feeds the shard next gives it everything.
        }
        catch (Exception error)
        {
            _failed.TrySetResult(error);
        }
    }

    /// <summary>The next batch, or null (and not running any more) when there is nothing to send.</summary>
    private async ValueTask<InventoryBatch?> NextAsync()
    {
        Task? full = null;
        lock (_lock)
        {
            if (_waiting.Count == 0 && _completesAt == long.MaxValue)
            {
                _isRunning = false;
                return null;
            }

            if (!IsFullBatch && _options.BatchDelay > TimeSpan.Zero)
            {
                _full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                full = _full.Task;
            }
        }

        if (full is not null)
        {
            await WaitAsync(full).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _full = null;
            return Cut();
        }
    }

    private async Task WaitAsync(Task full)
    {
        using var delay = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        await Task.WhenAny(full, Task.Delay(_options.BatchDelay, _time, delay.Token)).ConfigureAwait(false);
        await delay.CancelAsync().ConfigureAwait(false);
        _stop.ThrowIfCancellationRequested();
    }

    private InventoryBatch Cut()
    {
        var changes = ImmutableArray.CreateBuilder<MemberChange>(Math.Min(_waiting.Count, _options.BatchSize));
        var bytes = 0L;
        while (changes.Count < _options.BatchSize && bytes < MaxBatchBytes && _waiting.TryDequeue(out var change))
        {
            bytes += change.Object.RetainedBytes;
            changes.Add(change);
        }

        _waitingBytes -= bytes;
        _sent += changes.Count;
        var completes = _sent >= _completesAt;
        if (completes)
        {
            _completesAt = long.MaxValue;
        }

        if (HasRoom)
        {
            _room?.TrySetResult();
            _room = null;
        }

        return new InventoryBatch
        {
            Epoch = _identity.Epoch,
            Feed = _identity.Feed,
            Shards = _identity.Shards,
            Sequence = ++_sequence,
            Changes = changes.DrainToImmutable(),
            CompletesSync = completes,
            UnreadKinds = completes ? _unread : [],
        };
    }
}
