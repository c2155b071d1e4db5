using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Storage.Memory;

/// <summary>A store in memory, for tests: it keeps every promise of <see cref="IFleetStore"/> but one: <b>it loses all when the process ends</b>.</summary>
public sealed class MemoryFleetStore : IFleetStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SortedDictionary<ObjectKey, StoredRecord>> _partitions = [];
    private readonly MemoryLog _log;
    private readonly LiveLog _live = new(0);
    private readonly TimeProvider _time;

    public MemoryFleetStore(TimeProvider time, RetentionOptions? retention = null)
    {
        _time = time;
        _log = new MemoryLog(retention ?? new RetentionOptions());
    }

    public long Head => _live.Head;

    public async ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        // Async although nothing is awaited: errors are in the task, as with stores that write.
        await Task.CompletedTask.ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        CommitCheck.ThrowIfMalformed(commit);
        lock (_lock)
        {
            return Commit_NeedsLock(commit);
        }
    }

    public ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var epoch = EpochOf_NeedsLock(partition) + 1;
            Commit_NeedsLock(OwnershipRecord.Acquire(partition, owner, epoch));
            return new(epoch);
        }
    }

    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(Find_NeedsLock(key));
        }
    }

    public async IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var record in Snapshot(partition, resource))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return record;
        }
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            CommitCheck.ThrowIfOutside(after, _log.Oldest(stream), Head);
            return new(_log.Read(stream, after, limit));
        }
    }

    public ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _log.Trim(_time.GetUtcNow());
            return new(_log.Oldest(stream));
        }
    }

    public IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, CancellationToken cancellationToken)
    {
        return LogTail.FollowAsync(_live, ReadStored, after, cancellationToken);

        ValueTask<LogSlice> ReadStored(long position, int limit, CancellationToken token)
        {
            lock (_lock)
            {
                CommitCheck.ThrowIfOutside(position, _log.OldestOfAll, Head);
                var entries = _log.Read(null, position, limit);
                return new(new LogSlice(entries, entries.Count == limit ? entries[^1].Position : Head));
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private CommitResult Commit_NeedsLock(FleetCommit commit)
    {
        if (commit.Fence is { } fence && CommitCheck.FencedBy(fence, EpochOf_NeedsLock(fence.Partition)) is { } fenced)
        {
            throw fenced;
        }

        var before = commit.Mutations.Select(mutation => Find_NeedsLock(mutation.Key)).ToArray();
        for (var i = 0; i < before.Length; i++)
        {
            if (CommitCheck.ConflictOf(commit.Mutations[i], before[i]) is { } conflict)
            {
                throw conflict;
            }
        }

        var first = Head + 1;
        var now = _time.GetUtcNow();
        var entries = LogEntries.Of(commit, first, now, before);
        for (var i = 0; i < before.Length; i++)
        {
            Set_NeedsLock(commit.Mutations[i], first + i);
        }

        _log.Add(entries, now);
        _live.Publish(entries, first + CommitCheck.Entries(commit) - 1);
        return new CommitResult(first, Array.ConvertAll(before, record => record?.Version ?? 0));
    }

    private void Set_NeedsLock(Mutation mutation, long version)
    {
        if (!_partitions.TryGetValue(mutation.Key.Partition, out var records))
        {
            _partitions[mutation.Key.Partition] = records = new(RecordOrder.Instance);
        }

        if (mutation.Document is { } document)
        {
            records[mutation.Key.Object] = new StoredRecord(mutation.Key, version, document);
        }
        else
        {
            records.Remove(mutation.Key.Object);
        }
    }

    private StoredRecord? Find_NeedsLock(RecordKey key) => _partitions.GetValueOrDefault(key.Partition)?.GetValueOrDefault(key.Object);

    private long EpochOf_NeedsLock(string partition) =>
        Find_NeedsLock(RecordKey.Ownership(partition)) is { } record ? OwnershipRecord.Read(record.Document).Epoch : 0;

    private List<StoredRecord> Snapshot(string partition, GroupResource? resource)
    {
        lock (_lock)
        {
            return _partitions.TryGetValue(partition, out var records)
                ? [.. records.Values.Where(record => resource is null || record.Key.Object.Resource == resource)]
                : [];
        }
    }
}
