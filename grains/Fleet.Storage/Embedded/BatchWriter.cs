using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>
/// Writes a batch of commits in one transaction. Each commit is checked before any of it is written, so one that fails leaves nothing behind and
/// hurts no other. Used by the writer's thread only.
/// </summary>
internal sealed class BatchWriter(WriterTables tables, LogTrimmer trimmer)
{
    private readonly LogCounters _stored = new(tables.ReadCounters());
    private readonly LogCounters _counters = new(tables.ReadCounters());
    private readonly Dictionary<string, long> _epochs = [];
    private readonly List<LogEntry> _entries = [];

    /// <summary>The state on disk; positions of it may be read by any thread.</summary>
    public LogCounters Stored => _stored;

    /// <summary>What the last batch added to the log.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Whether there is something to trim though nobody writes.</summary>
    public bool IsTrimDue(DateTimeOffset now) => trimmer.IsDue(_counters, now);

    /// <summary>Settles every commit and makes those that stand durable.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">Nothing was written.</exception>
    public void Write(IReadOnlyList<PendingCommit> batch, DateTimeOffset now)
    {
        _entries.Clear();
        try
        {
            tables.Begin();
            foreach (var pending in batch)
            {
                Apply(pending, now);
            }

            trimmer.Step(tables, _counters, now, 256 + (2 * _entries.Count));
            _counters.Save(tables, _stored);
            tables.Commit();
            _stored.CopyFrom(_counters);
        }
        catch
        {
            Undo();
            throw;
        }
    }

    private void Undo()
    {
        _entries.Clear();
        _epochs.Clear();
        _counters.CopyFrom(_stored);
        trimmer.Reset();
        tables.Rollback();
    }

    private void Apply(PendingCommit pending, DateTimeOffset now)
    {
        if (pending.Acquisition is { } acquisition)
        {
            pending.Epoch = EpochOf(acquisition.Partition) + 1;
            pending.Commit = OwnershipRecord.Acquire(acquisition.Partition, acquisition.Owner, pending.Epoch);
        }

        var commit = pending.Commit;
        var mutations = commit.Mutations;
        var ids = new long[mutations.Count];
        var before = new StoredRecord?[mutations.Count];
        if (FailureOf(commit, ids, before) is { } failure)
        {
            pending.Settle(failure);
            return;
        }

        var first = _counters.Position + 1;
        for (var i = 0; i < ids.Length; i++)
        {
            tables.Write(mutations[i], ids[i], first + i);
            if (mutations[i].Key.Object.Resource == RecordKey.OwnershipResource)
            {
                _epochs.Remove(mutations[i].Key.Object.Name);
            }
        }

        foreach (var entry in LogEntries.Of(commit, first, now, before))
        {
            tables.Append(entry);
            _counters.Added(entry.Stream);
            _entries.Add(entry);
        }

        _counters.Position += CommitCheck.Entries(commit);
        pending.Settle(new CommitResult(first, Array.ConvertAll(before, record => record?.Version ?? 0)));
    }

    private StorageException? FailureOf(FleetCommit commit, long[] ids, StoredRecord?[] before)
    {
        if (commit.Fence is { } fence && CommitCheck.FencedBy(fence, EpochOf(fence.Partition)) is { } fenced)
        {
            return fenced;
        }

        for (var i = 0; i < ids.Length; i++)
        {
            (ids[i], before[i]) = tables.Find(commit.Mutations[i].Key);
            if (CommitCheck.ConflictOf(commit.Mutations[i], before[i]) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    private long EpochOf(string partition)
    {
        if (!_epochs.TryGetValue(partition, out var epoch))
        {
            epoch = tables.Find(RecordKey.Ownership(partition)).Record is { } record ? OwnershipRecord.Read(record.Document).Epoch : 0;
            _epochs[partition] = epoch;
        }

        return epoch;
    }
}
