using System.Collections.Concurrent;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Client;
using Fleet.Resources;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Queries;

/// <summary>
/// The clusters of the fleet as a silo knows them by following the log: which are declared, which ownership epoch is current, how far their rows have
/// changed. Small (no rows), one a silo. Thread safe.
/// </summary>
public sealed partial class FleetDirectory(IFleetStore store, TimeProvider time, ILogger<FleetDirectory> log) : BackgroundService
{
    private const int LogBatch = 4096;

    private readonly ConcurrentDictionary<string, DirectoryEntry> _clusters = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _position;
    private long _ownershipStamp;

    /// <summary>A cluster was declared, changed by somebody (not its status), or deleted. Handlers must be quick.</summary>
    public event Action<string>? Changed;

    /// <summary>The first load is done.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Changes up to here are known.</summary>
    public long Position => Volatile.Read(ref _position);

    /// <summary>Rises when a cluster gets a new owner.</summary>
    public long OwnershipStamp => Volatile.Read(ref _ownershipStamp);

    /// <summary>Clusters that are declared or have had an owner.</summary>
    public IEnumerable<DirectoryEntry> Clusters => _clusters.Select(entry => entry.Value);

    public DirectoryEntry? Find(string cluster) => _clusters.GetValueOrDefault(cluster);

    /// <summary>The newest epoch of a cluster; 0 when nobody ever had it.</summary>
    public long EpochOf(string cluster) => Find(cluster)?.Epoch ?? 0;

    /// <summary>Waits until every change that had been committed when this was called, as far as the store in this process knew, is known here.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        await Loaded.WaitAsync(cancellationToken).ConfigureAwait(false);

        // The head may lie beyond the last change (events, grain state), so the last change itself is looked up.
        for (var head = store.Head; Position < head;)
        {
            var entries = await store.ReadLogAsync(LogStream.Changes, Position, LogBatch, cancellationToken).ConfigureAwait(false);
            if (entries.Count == 0)
            {
                return;
            }

            await ReachedAsync(Math.Min(entries[^1].Position, head), cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(time);
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
            }
            catch (StorageUnavailableException unavailable)
            {
                LogUnavailable(unavailable.Message);
                await Task.Delay(backoff.Next(), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var position = await LoadAsync(cancellationToken).ConfigureAwait(false);
        Reach(position);
        _loaded.TrySetResult();
        await foreach (var batch in store.TailAsync(position, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in batch)
            {
                if (entry.Stream == LogStream.Changes)
                {
                    Apply(entry);
                }
            }

            if (batch.Count > 0)
            {
                Reach(batch[^1].Position);
            }
        }
    }

    /// <summary>Reads what is declared now; the log is followed from before the read, and what it repeats is recognized by its version.</summary>
    private async Task<long> LoadAsync(CancellationToken cancellationToken)
    {
        var position = store.Head;
        var declared = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var record in store.ReadAsync(RecordKey.Declared, FleetKinds.Clusters.GroupResource, cancellationToken).ConfigureAwait(false))
        {
            declared.Add(record.Key.Object.Name);
            Declare(record.Key.Object.Name, record, record.Version);
        }

        foreach (var gone in Clusters.Where(entry => entry.Declared is not null && !declared.Contains(entry.Name)).ToArray())
        {
            Declare(gone.Name, null, position);
        }

        await foreach (var record in store.ReadAsync(RecordKey.Declared, RecordKey.OwnershipResource, cancellationToken).ConfigureAwait(false))
        {
            Own(record.Key.Object.Name, record);
        }

        // Rows may have changed unseen since the last load.
        foreach (var entry in Clusters.ToArray())
        {
            Touch(entry.Name, position);
        }

        return position;
    }

    private void Apply(LogEntry entry)
    {
        if (entry.Key.Partition.Length > 0)
        {
            Touch(entry.Key.Partition, entry.Position);
        }
        else if (entry.Key.Object.Resource == FleetKinds.Clusters.GroupResource)
        {
            var record = entry.Type == StoreEventType.Deleted ? null : new StoredRecord(entry.Key, entry.Position, entry.Document);
            Declare(entry.Key.Object.Name, record, entry.Position);
        }
        else if (entry.Key.Object.Resource == RecordKey.OwnershipResource)
        {
            Own(entry.Key.Object.Name, new StoredRecord(entry.Key, entry.Position, entry.Document));
        }
    }

    private void Declare(string cluster, StoredRecord? record, long version)
    {
        var known = Find(cluster) ?? new DirectoryEntry(cluster, null, 0, 0);
        if (version > known.DeclaredVersion)
        {
            _clusters[cluster] = known with { Declared = record, DeclaredVersion = version, IsBehind = IsBehind(record) };
            if (!IsStatusOnly(known.Declared, record))
            {
                Changed?.Invoke(cluster);
            }
        }
    }

    private void Own(string cluster, StoredRecord record)
    {
        var known = Find(cluster) ?? new DirectoryEntry(cluster, null, 0, 0);
        if (record.Version > known.OwnershipVersion)
        {
            _clusters[cluster] = known with
            {
                Epoch = OwnershipRecord.Read(record.Document).Epoch,
                OwnershipVersion = record.Version,
                LastChange = Math.Max(known.LastChange, record.Version),
            };
            Interlocked.Increment(ref _ownershipStamp);
        }
    }

    private void Touch(string cluster, long position)
    {
        if (Find(cluster) is { } known && position > known.LastChange)
        {
            _clusters[cluster] = known with { LastChange = position };
        }
    }

    private void Reach(long position)
    {
        Volatile.Write(ref _position, Math.Max(position, Position));
        Interlocked.Exchange(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    private async Task ReachedAsync(long position, CancellationToken cancellationToken)
    {
        while (Position < position)
        {
            var moved = Volatile.Read(ref _moved).Task;
            if (Position < position)
            {
                await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One that is being read the first time is no case of this: until it has been, no silo holds it whole.</summary>
    private static bool IsBehind(StoredRecord? cluster)
    {
        foreach (var condition in cluster?.Document["status"u8]["conditions"u8].Items ?? default)
        {
            if (condition["type"u8].AsString() is ClusterConditions.Reachable or ClusterConditions.Synced
                && condition["status"u8].StringEquals("False"u8)
                && !condition["reason"u8].StringEquals("Reading"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Grains write statuses all the time; only what people want is news.</summary>
    private static bool IsStatusOnly(StoredRecord? before, StoredRecord? after)
    {
        if (before is null || after is null)
        {
            return false;
        }

        var (old, now) = (before.Document["metadata"u8], after.Document["metadata"u8]);
        return before.Document["spec"u8].DeepEquals(after.Document["spec"u8])
            && old["uid"u8].DeepEquals(now["uid"u8])
            && old["labels"u8].DeepEquals(now["labels"u8])
            && old["annotations"u8].DeepEquals(now["annotations"u8])
            && old["deletionTimestamp"u8].DeepEquals(now["deletionTimestamp"u8]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The directory of clusters fell behind the kept log and is read anew: {Reason}")]
    private partial void LogFellBehind(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The directory of clusters cannot follow the store; trying again: {Reason}")]
    private partial void LogUnavailable(string reason);
}
