using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>A commit on its way to the writer. It can be taken back until the writer takes it up.</summary>
internal sealed class PendingCommit
{
    private const int Waiting = 0, TakenUp = 1, TakenBack = 2;

    private readonly TaskCompletionSource<CommitResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;
    private CommitResult? _result;
    private Exception? _failure;

    public PendingCommit(FleetCommit commit)
    {
        Commit = commit;
        Bytes = commit.Mutations.Sum(mutation => (long)(mutation.Document?.RetainedBytes ?? 0))
            + commit.Events.Sum(document => (long)document.RetainedBytes)
            + commit.Audit.Sum(document => (long)document.RetainedBytes);
    }

    /// <summary>Acquires a partition; the writer makes the commit of it, because only it knows the epoch.</summary>
    public PendingCommit(string partition, string owner)
    {
        Commit = new FleetCommit();
        Acquisition = (partition, owner);
    }

    public FleetCommit Commit { get; set; }

    public (string Partition, string Owner)? Acquisition { get; }

    /// <summary>About how much is to be written.</summary>
    public long Bytes { get; }

    /// <summary>The epoch an acquisition led to.</summary>
    public long Epoch { get; set; }

    public Task<CommitResult> Completion => _completion.Task;

    public bool TryTakeUp() => Interlocked.CompareExchange(ref _state, TakenUp, Waiting) == Waiting;

    public void TakeBack(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, TakenBack, Waiting) == Waiting)
        {
            _completion.SetCanceled(cancellationToken);
        }
    }

    /// <summary>What it comes to once its batch is on disk.</summary>
    public void Settle(CommitResult result) => (_result, _failure) = (result, null);

    /// <inheritdoc cref="Settle(CommitResult)"/>
    public void Settle(Exception failure) => (_result, _failure) = (null, failure);

    /// <summary>Tells the caller.</summary>
    public void Complete()
    {
        if (_failure is not null)
        {
            _completion.TrySetException(_failure);
        }
        else
        {
            _completion.TrySetResult(_result!);
        }
    }
}
