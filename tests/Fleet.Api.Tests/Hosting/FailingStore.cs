using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Hosting;

/// <summary>A store whose disk can be full, and that others can write while it is read.</summary>
internal sealed class FailingStore(IFleetStore inner) : IFleetStore
{
    private StorageException? _tailProblem;

    /// <summary>What every commit fails with; null for none.</summary>
    public string? Problem { get; set; }

    /// <summary>Happens after the declared objects have been read and before what comes next is.</summary>
    public Func<Task>? AfterRead { get; set; }

    public long Head => inner.Head;

    public ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken) =>
        Problem is { } problem ? throw new StorageUnavailableException(problem) : inner.CommitAsync(commit, cancellationToken);

    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public async IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in inner.ReadAsync(partition, resource, cancellationToken))
        {
            yield return record;
        }

        if (partition == RecordKey.Declared && AfterRead is { } happen)
        {
            await happen();
        }
    }

    public ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken) => inner.AcquireAsync(partition, owner, cancellationToken);

    public ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(stream, after, limit, cancellationToken);

    public ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken) => inner.OldestPositionAsync(stream, cancellationToken);

    public async IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in inner.TailAsync(after, cancellationToken))
        {
            if (Interlocked.Exchange(ref _tailProblem, null) is { } problem)
            {
                throw problem;
            }

            yield return batch;
        }
    }

    /// <summary>The next batch of a tail fails with it.</summary>
    public void FailTail(StorageException problem) => _tailProblem = problem;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
