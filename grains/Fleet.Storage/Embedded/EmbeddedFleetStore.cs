using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fleet.Storage.Embedded;

/// <summary>
/// The store of one machine: a SQLite file in write-ahead mode, synced before a commit is acknowledged, all waiting commits in one transaction.
/// Reads have their own connections and never wait for the writer; the newest log entries are delivered in memory.
/// </summary>
public sealed class EmbeddedFleetStore : IFleetStore
{
    private readonly FolderLock _lock;
    private readonly CommitWriter _writer;
    private readonly ReaderPool _readers;

    private EmbeddedFleetStore(FolderLock folderLock, CommitWriter writer, ReaderPool readers)
    {
        _lock = folderLock;
        _writer = writer;
        _readers = readers;
    }

    public long Head => _writer.Live.Head;

    /// <summary>The writer, for tests that fill its disk.</summary>
    internal CommitWriter Writer => _writer;

    /// <summary>Opens the store of a folder, making it when there is none.</summary>
    /// <exception cref="StorageUnavailableException">The folder is in use by another process, or its file is corrupt, of another format, or cannot be opened.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static Task<EmbeddedFleetStore> OpenAsync(
        EmbeddedStoreOptions options, TimeProvider time, ILogger<EmbeddedFleetStore> log, CancellationToken cancellationToken, StorageInstruments? instruments = null)
    {
        options.Validate();
        return Task.Run(() => Open(options, time, log, instruments), cancellationToken);
    }

    public async ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        CommitCheck.ThrowIfMalformed(commit);
        using var activity = StorageInstruments.StartCommit(commit);
        return await _writer.SubmitAsync(new PendingCommit(commit), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken)
    {
        var pending = new PendingCommit(partition, owner);
        await _writer.SubmitAsync(pending, cancellationToken).ConfigureAwait(false);
        return pending.Epoch;
    }

    public async ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) =>
        await _readers.ReadAsync(reader => reader.Find(key), cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = _readers.Rent();
        try
        {
            reader.StartRecords(partition, resource);
            while (true)
            {
                var records = await _readers.ReadWithAsync(reader, from => from.NextRecords(partition), cancellationToken).ConfigureAwait(false);
                if (records.Count == 0)
                {
                    yield break;
                }

                foreach (var record in records)
                {
                    yield return record;
                }
            }
        }
        finally
        {
            reader.EndRecords();
            _readers.Return(reader);
        }
    }

    public async ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken)
    {
        var head = Head;
        return (await _readers.ReadAsync(reader => reader.ReadLog(stream, after, head, limit), cancellationToken).ConfigureAwait(false)).Entries;
    }

    public ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken) => new(_writer.Trimmed(stream));

    public IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, CancellationToken cancellationToken)
    {
        return LogTail.FollowAsync(_writer.Live, ReadStored, after, cancellationToken);

        async ValueTask<LogSlice> ReadStored(long position, int limit, CancellationToken token)
        {
            var head = Head;
            return await _readers.ReadAsync(reader => reader.ReadLog(null, position, head, limit), token).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
        _lock.Dispose();
    }

    private static EmbeddedFleetStore Open(EmbeddedStoreOptions options, TimeProvider time, ILogger log, StorageInstruments? instruments)
    {
        var folderLock = FolderLock.Take(Path.GetFullPath(options.Folder));
        SqliteConnection? connection = null;
        try
        {
            var file = new StoreFile(options);
            connection = file.OpenWriter();
            var writer = file.Guard(() => new CommitWriter(file, connection, options.Retention, time, log, instruments));
            return new EmbeddedFleetStore(folderLock, writer, new ReaderPool(file));
        }
        catch
        {
            connection?.Dispose();
            folderLock.Dispose();
            throw;
        }
    }
}
