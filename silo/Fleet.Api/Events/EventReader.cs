using Fleet.Storage.Log;

namespace Fleet.Api.Events;

/// <summary>
/// Reads the events after a position without gaps: from the store while it is behind the ring, from the ring when it has caught up. One position decides, so
/// there is no seam.
/// </summary>
/// <param name="ring">Null to read the store alone, which knows at once what was committed.</param>
internal sealed class EventReader(IFleetStore store, EventRing? ring, long after)
{
    private const int BatchSize = 512;

    /// <summary>Every event up to here has been read.</summary>
    public long Position { get; private set; } = after;

    /// <summary>Completes when there may be more than was read.</summary>
    public Task Changed { get; private set; } = Task.CompletedTask;

    /// <summary>What comes next; nothing when all has been read (see <see cref="Changed"/>).</summary>
    /// <exception cref="LogExpiredException">It has been trimmed.</exception>
    public async ValueTask<IReadOnlyList<LoggedEvent>> ReadAsync(CancellationToken cancellationToken)
    {
        if (ring is not null && ring.TryRead(Position, BatchSize, out var slice, out var changed))
        {
            Changed = changed;
            Position = slice.Position;
            return slice.Events;
        }

        Changed = Task.CompletedTask;
        return await ReadStoredAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<IReadOnlyList<LoggedEvent>> ReadStoredAsync(CancellationToken cancellationToken)
    {
        // Taken before: whatever had been committed by then is in what is read.
        var head = store.Head;
        var entries = await store.ReadLogAsync(LogStream.Events, Position, BatchSize, cancellationToken).ConfigureAwait(false);
        var last = entries.Count == 0 ? Position : entries[^1].Position;
        Position = entries.Count < BatchSize ? Math.Max(last, head) : last;
        return [.. entries.Select(LoggedEvent.Read)];
    }
}
