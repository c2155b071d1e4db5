using System.Collections.Concurrent;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Api.Storage;

/// <summary>
/// What this process knows of the fleet log: every declared object, a bounded history of all changes (workloads included), and who owns which cluster. It tails
/// the store; API watches read it and never the store. Thread safe; one a process.
/// </summary>
/// <remarks>
/// At start the history is rebuilt from the store's own, so that a version handed out before a restart resumes; what is older than either keeps is
/// answered with <see cref="StoreExpiredException"/>, and nothing is skipped.
/// </remarks>
public sealed partial class WatchCache : BackgroundService
{
    private const int ReplayBatch = 4096;
    private const int CatchUpBatch = 256;
    private const int MaxHalvings = 62;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    private readonly IFleetStore _store;
    private readonly TimeProvider _time;
    private readonly WatchCacheOptions _options;
    private readonly ILogger<WatchCache> _log;
    private readonly ConcurrentDictionary<string, OwnershipRecord> _owners = new(StringComparer.Ordinal);
    private readonly PositionWaiters _waiters = new();
    private volatile ObjectHistory? _objects;

    public WatchCache(IFleetStore store, TimeProvider time, WatchCacheOptions options, ILogger<WatchCache> log)
    {
        options.Validate();
        _store = store;
        _time = time;
        _options = options;
        _log = log;
    }

    /// <summary>It has been loaded.</summary>
    public bool IsReady => _objects is not null;

    /// <summary>Every change up to this position of the log is known here.</summary>
    public long Position => Objects.Feed.Version;

    /// <summary>The declared objects and the history.</summary>
    /// <exception cref="ApiException">503: not loaded yet.</exception>
    internal ObjectHistory Objects => _objects
        ?? throw new ApiException(503, "ServiceUnavailable", "The API server is starting: the fleet's objects are still being read.", new StatusDetails { RetryAfterSeconds = 1 });

    /// <summary>Who owns a partition (a cluster) as far as this process knows; null when nobody ever did.</summary>
    public OwnershipRecord? OwnershipOf(string partition) => _owners.GetValueOrDefault(partition);

    /// <summary>All declared objects of a resource now, ordered by key; their documents hold their versions.</summary>
    public IReadOnlyList<StoredObject> Snapshot(GroupResource resource) => Objects.Snapshot(resource);

    /// <summary>A declared object, or null.</summary>
    public StoredObject? Find(ObjectKey key) => Objects.Find(key);

    /// <summary>Follows changes after a position: of one resource and namespace, or of all (null).</summary>
    /// <exception cref="StoreExpiredException">The position is older than the kept history.</exception>
    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long after) => Objects.Feed.Watch(resource, namespaceName, after);

    /// <summary>Completes when <see cref="Position"/> is at least this.</summary>
    public Task WaitForAsync(long position, CancellationToken cancellationToken) => _waiters.UntilAsync(position).WaitAsync(cancellationToken);

    /// <summary>Waits until every change that had been committed when this was called, as far as the store in this process knew, is known here.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        // The head may lie beyond the last change (grain state, events): only changes come here, so they are what is asked for.
        for (var head = _store.Head; Position < head;)
        {
            var entries = await _store.ReadLogAsync(LogStream.Changes, Position, CatchUpBatch, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
            {
                return;
            }

            await WaitForAsync(entries[^1].Position, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Loads; then follows in the background.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be read.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_store.Head == 0)
        {
            // Version 0 means "any" to clients: a new fleet does not begin there.
            var marker = new RecordKey(RecordKey.Declared, new ObjectKey(new GroupResource(RecordKey.OwnershipResource.Group, "formats"), "", "api"));
            await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(marker, Kubernetes.Documents.Document.EmptyObject)] }, cancellationToken).ConfigureAwait(false);
        }

        await LoadUntrimmedAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var trim = _time.CreateTimer(_ => _objects?.Feed.Trim(), null, TrimInterval, TrimInterval);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LogExpiredException expired)
            {
                LogFellBehind(expired.Message);
                await ReloadAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (StorageUnavailableException unavailable)
            {
                LogUnavailable(unavailable.Message);
                await Task.Delay(RetryDelay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var objects = Objects;
        await foreach (var batch in _store.TailAsync(objects.Feed.Version, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in batch)
            {
                Apply(objects, entry);
            }

            if (batch.Count > 0)
            {
                objects.Feed.Advance(batch[^1].Position);
                _waiters.Reached(batch[^1].Position);
            }
        }
    }

    /// <summary>Some of the log was missed: those who follow must list again.</summary>
    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        var missed = _objects;
        try
        {
            await LoadAsync(0, cancellationToken).ConfigureAwait(false);
            missed?.Feed.Close();
        }
        catch (StorageException unavailable)
        {
            LogUnavailable(unavailable.Message);
            await Task.Delay(RetryDelay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Loads, again and again while the log is trimmed under it. Each time half as much history is asked for: a log that is trimmed as fast as it is read is outrun.</summary>
    private async Task LoadUntrimmedAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await LoadAsync(Math.Min(attempt, MaxHalvings), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (LogExpiredException expired)
            {
                LogTrimmedWhileLoading(expired.Message);
            }
        }
    }

    private async Task LoadAsync(int halvings, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var head = _store.Head;
        var oldest = Math.Max(await _store.OldestPositionAsync(LogStream.Changes, cancellationToken).ConfigureAwait(false), head - _options.Count);
        var objects = new ObjectHistory(_time, _options.ToFeed(), Math.Max(oldest, head - ((head - oldest) >> halvings)));
        var count = 0;
        await foreach (var record in _store.ReadAsync(RecordKey.Declared, null, cancellationToken).ConfigureAwait(false))
        {
            if (record.Key.Object.Resource == RecordKey.OwnershipResource)
            {
                _owners[record.Key.Object.Name] = OwnershipRecord.Read(record.Document);
            }
            else if (!IsInternal(record.Key))
            {
                objects.Load(DeclaredForm.Stamp(record.Key.Object, record.Version, record.Document));
                count++;
            }
        }

        await ReplayAsync(objects, cancellationToken).ConfigureAwait(false);
        _objects = objects;
        _waiters.Reached(objects.Feed.Version);
        LogLoaded(count, objects.Feed.OldestVersion, objects.Feed.Version, (long)_time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Brings a loaded table and the history to the head of the log. The table may be ahead of an entry: then it is history only.</summary>
    private async Task ReplayAsync(ObjectHistory objects, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = _store.Head;
            var entries = await _store.ReadLogAsync(LogStream.Changes, objects.Feed.Version, ReplayBatch, cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries)
            {
                Apply(objects, entry);
            }

            if (entries.Count < ReplayBatch)
            {
                objects.Feed.Advance(head);
                return;
            }
        }
    }

    private void Apply(ObjectHistory objects, LogEntry entry)
    {
        if (entry.Stream != LogStream.Changes)
        {
            return;
        }

        if (entry.Key.Partition.Length > 0)
        {
            objects.Feed.Publish(DeclaredForm.Unstamped(entry));
        }
        else if (entry.Key.Object.Resource == RecordKey.OwnershipResource)
        {
            _owners[entry.Key.Object.Name] = OwnershipRecord.Read(entry.Document);
        }
        else if (!IsInternal(entry.Key))
        {
            var current = objects.Find(entry.Key.Object);
            var change = DeclaredForm.Stamp(entry, current);
            if (current?.ResourceVersion >= entry.Position)
            {
                objects.Feed.Publish(change);
            }
            else
            {
                objects.Apply(change);
            }
        }
    }

    private static bool IsInternal(RecordKey key) => key.Object.Resource.Group == RecordKey.OwnershipResource.Group;
}
