using System.Collections.Concurrent;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Grains.Tests.Hosting;

/// <summary>A store whose commits can be made to fail or to hang.</summary>
internal sealed class FaultyStore(IFleetStore inner) : IFleetStore
{
    private volatile Task _gate = Task.CompletedTask;
    private volatile Task _acquisitions = Task.CompletedTask;
    private readonly ConcurrentDictionary<string, int> _reads = new();
    private int _commits;
    private volatile int _freeCommits;

    public enum Fault
    {
        None,

        /// <summary>Nothing is written.</summary>
        Away,

        /// <summary>Written, but the answer is lost.</summary>
        AnswerLost,
    }

    public Fault Commits { get; set; }

    /// <summary>Commits under a fence that were tried.</summary>
    public int FencedCommits => Volatile.Read(ref _commits);

    /// <summary>Called before a commit under a fence is written.</summary>
    public Func<Task>? BeforeFencedCommit { get; set; }

    /// <summary>How often a partition was read.</summary>
    public int Reads(string partition) => _reads.GetValueOrDefault(partition);

    public long Head => inner.Head;

    /// <summary>Commits with a record of this name are malformed.</summary>
    public string? RefusedName { get; set; }

    /// <summary>Fenced commits wait, after they have been written, until the answer is disposed of; the first few do not.</summary>
    public IDisposable HoldAnswers(int after = 0)
    {
        _freeCommits = FencedCommits + after;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = gate.Task;
        return new Release(gate);
    }

    /// <summary>Who acquires a partition has it, and does not hear of it until the answer is disposed of.</summary>
    public IDisposable HoldAcquisitions()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _acquisitions = gate.Task;
        return new Release(gate);
    }

    public async ValueTask<CommitResult> CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        if (commit.Fence is null)
        {
            return await inner.CommitAsync(commit, cancellationToken);
        }

        var number = Interlocked.Increment(ref _commits);
        if (Commits == Fault.Away)
        {
            throw new StorageUnavailableException("The disk of this test is full.");
        }

        await (BeforeFencedCommit?.Invoke() ?? Task.CompletedTask);
        if (commit.Mutations.Any(mutation => mutation.Key.Object.Name == RefusedName))
        {
            throw new ArgumentException($"{RefusedName} is refused.", nameof(commit));
        }

        var result = await inner.CommitAsync(commit, cancellationToken);
        await (number > _freeCommits ? _gate : Task.CompletedTask);
        return Commits == Fault.AnswerLost ? throw new StorageUnavailableException("The answer is lost.") : result;
    }

    public ValueTask<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredRecord> ReadAsync(string partition, GroupResource? resource, CancellationToken cancellationToken)
    {
        _reads.AddOrUpdate(partition, 1, (_, count) => count + 1);
        return inner.ReadAsync(partition, resource, cancellationToken);
    }

    public async ValueTask<long> AcquireAsync(string partition, string owner, CancellationToken cancellationToken)
    {
        var epoch = await inner.AcquireAsync(partition, owner, cancellationToken);
        await _acquisitions;
        return epoch;
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadLogAsync(LogStream stream, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadLogAsync(stream, after, limit, cancellationToken);

    public ValueTask<long> OldestPositionAsync(LogStream stream, CancellationToken cancellationToken) => inner.OldestPositionAsync(stream, cancellationToken);

    public IAsyncEnumerable<IReadOnlyList<LogEntry>> TailAsync(long after, CancellationToken cancellationToken) => inner.TailAsync(after, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class Release(TaskCompletionSource gate) : IDisposable
    {
        public void Dispose() => gate.TrySetResult();
    }
}
