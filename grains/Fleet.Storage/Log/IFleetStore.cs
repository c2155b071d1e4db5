using Fleet.Kubernetes.Resources;

namespace Fleet.Storage.Log;

/// <summary>
/// The one durable store of a fleet: a table of documents and the log that orders every change to it. One counter, the log position, is every
/// object's resourceVersion, every event's sequence number and every audit entry's number. Thread safe.
/// </summary>
/// <remarks>
/// <para>A commit is atomic and durable before <see cref="CommitAsync"/> completes; a process killed at any moment loses nothing acknowledged.</para>
/// <para>Positions rise without repeating, over restarts and trimming too. They may have gaps.</para>
/// </remarks>
public interface IFleetStore : IAsyncDisposable
{
    /// <summary>The position of the last commit this process knows of; every entry up to it can be read.</summary>
    long Head { get; }

    /// <summary>Writes all of a commit or nothing. Its entries get rising positions in the order mutations, events, audit.</summary>
    /// <exception cref="CommitConflictException">A record is not at the expected version.</exception>
    /// <exception cref="FencedException">The partition has another owner by now.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be written (disk full, Redis away): nothing was written, or it is not known whether.</exception>
    ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken);

    ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>The records of a partition, of one resource or (null) all, ordered by key. A snapshot no older than the call.</summary>
    IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, CancellationToken cancellationToken);

    /// <summary>Becomes the owner of a partition: its epoch rises by one, commits under an older <see cref="Fence"/> fail from now on.</summary>
    /// <returns>The new epoch, from 1. It is logged as a change of the partition's <see cref="RecordKey.Ownership"/> record.</returns>
    ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken);

    /// <summary>Past entries of one stream, oldest first.</summary>
    /// <exception cref="LogExpiredException">Entries after <paramref name="after"/> have been trimmed.</exception>
    ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The oldest position that can be resumed from in a stream: everything after it is kept.</summary>
    ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken);

    /// <summary>All streams from a position on, in order, without gaps, first what is there, then what comes, in batches; ends only when cancelled.</summary>
    /// <exception cref="LogExpiredException">The reader is or falls behind what is kept.</exception>
    IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, CancellationToken cancellationToken);
}
