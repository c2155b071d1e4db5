using System.Diagnostics.CodeAnalysis;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>A cursor into a feed's history. Idle it costs its own fields only; a write wakes it only when it concerns it.</summary>
internal sealed class FeedWatch(ChangeFeed feed, GroupResource? resource, string? namespaceName, long next, long afterVersion) : IStoreWatch
{
    private readonly long _afterVersion = afterVersion;
    private TaskCompletionSource? _waiter;

    /// <summary>Index of the next event to look at.</summary>
    internal long Next { get; set; } = next;

    /// <summary>Nothing before the history's end concerns the reader: it may fall off the ring without loss.</summary>
    internal bool IsCaughtUp { get; set; }

    public long Position { get; internal set; } = afterVersion;

    public bool TryRead([NotNullWhen(true)] out StoreEvent? storeEvent) => feed.TryRead(this, out storeEvent);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (feed.Park(this) is { } waiter)
        {
            await waiter.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => feed.Remove(this);

    /// <summary>A watch from the future hears nothing before that.</summary>
    internal bool Concerns(StoreEvent storeEvent) =>
        storeEvent.Version > _afterVersion && (resource is not { } wanted || storeEvent.Object.Key.Resource == wanted) && (namespaceName is null || storeEvent.Object.Key.Namespace == namespaceName);

    /// <summary>A task that ends with the next event that concerns the reader. The feed's lock is held.</summary>
    internal Task StartWait() => (_waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Ends the wait. The feed's lock is held: continuations run elsewhere.</summary>
    internal void Wake()
    {
        _waiter?.TrySetResult();
        _waiter = null;
    }
}
