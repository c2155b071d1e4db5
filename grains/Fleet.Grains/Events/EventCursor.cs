using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Grains.Events;

/// <summary>One subscriber's place among the fleet's events: reads what is past, then follows. Not thread safe.</summary>
internal sealed class EventCursor(IFleetStore store, TimeProvider time, long after) : IAsyncDisposable
{
    private const int PageSize = 500;

    /// <summary>Orleans drops an enumeration nobody draws from; and a quiet subscriber learns how far it is.</summary>
    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private long _position = after < 0 ? store.Head : after;
    private IAsyncEnumerator<IReadOnlyList<LogEntry>>? _tail;
    private Task<bool>? _next;
    private long _lastSaid = time.GetTimestamp();

    /// <summary>The next events, oldest first, or <c>{"position": N}</c> when there were none for a while.</summary>
    /// <exception cref="EventsExpiredException">Events after the position have been trimmed.</exception>
    public async Task<IReadOnlyList<Document>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = _tail is null ? await ReadPastAsync(cancellationToken).ConfigureAwait(false) : await FollowAsync(cancellationToken).ConfigureAwait(false);
            if (found.Count > 0)
            {
                _lastSaid = time.GetTimestamp();
                return found;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await CloseTailAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<Document>> ReadPastAsync(CancellationToken cancellationToken)
    {
        var head = store.Head;
        IReadOnlyList<LogEntry> entries;
        try
        {
            entries = await store.ReadLogAsync(LogStream.Events, _position, PageSize, cancellationToken).ConfigureAwait(false);
        }
        catch (LogExpiredException e)
        {
            throw new EventsExpiredException(_position, e.Oldest);
        }

        if (entries.Count == 0)
        {
            // Every event up to the head has been read; from there all streams are kept.
            _position = Math.Max(_position, head);
            _tail = store.TailAsync(_position, _stop.Token).GetAsyncEnumerator(_stop.Token);
            return [];
        }

        _position = entries[^1].Position;
        return [.. entries.Select(WithId)];
    }

    private async Task<IReadOnlyList<Document>> FollowAsync(CancellationToken cancellationToken)
    {
        _next ??= _tail!.MoveNextAsync().AsTask();
        var left = HeartbeatPeriod - time.GetElapsedTime(_lastSaid);
        if (left <= TimeSpan.Zero || !await IsThereWithinAsync(_next, left, cancellationToken).ConfigureAwait(false))
        {
            return [Heartbeat()];
        }

        try
        {
            await _next.ConfigureAwait(false);
            _next = null;
            var batch = _tail!.Current;
            _position = batch.Count > 0 ? batch[^1].Position : _position;
            return [.. batch.Where(entry => entry.Stream == LogStream.Events).Select(WithId)];
        }
        catch (LogExpiredException)
        {
            // Changes are kept for a shorter time than events: what was missed of these is still in their own stream.
            await CloseTailAsync().ConfigureAwait(false);
            return [];
        }
    }

    private async Task<bool> IsThereWithinAsync(Task<bool> next, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (next.IsCompleted)
        {
            return true;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(next, Task.Delay(limit, time, waiting.Token)).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return first == next;
    }

    private async ValueTask CloseTailAsync()
    {
        if (_tail is null)
        {
            return;
        }

        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _next = null;
        }

        await _tail.DisposeAsync().ConfigureAwait(false);
        _tail = null;
    }

    private Document Heartbeat()
    {
        using var builder = new DocumentBuilder();
        return builder.StartObject().Name("position"u8).Number(_position).EndObject().Build();
    }

    private static Document WithId(LogEntry entry)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("id"u8).String(entry.Position.ToString(CultureInfo.InvariantCulture));
        foreach (var member in entry.Document.Root.Members)
        {
            builder.Member(member);
        }

        return builder.EndObject().Build();
    }
}
