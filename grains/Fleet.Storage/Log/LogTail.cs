using System.Runtime.CompilerServices;

namespace Fleet.Storage.Log;

/// <summary>Follows the log: from the store while the reader is behind the ring, from the ring when it has caught up. One position decides, so there is no seam.</summary>
internal static class LogTail
{
    /// <summary>Entries in one batch.</summary>
    public const int BatchSize = 1024;

    /// <param name="live">The ring.</param>
    /// <param name="readStored">Reads at most so many entries after a position from the store; throws <see cref="LogExpiredException"/>.</param>
    /// <param name="after">Where to start.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<IReadOnlyList<LogEntry>> FollowAsync(
        LiveLog live, Func<long, int, CancellationToken, ValueTask<LogSlice>> readStored, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The first read goes to the store whatever the ring holds: it knows whether the position is one to start from.
        var first = await readStored(after, BatchSize, cancellationToken).ConfigureAwait(false);
        if (first.Entries.Count > 0)
        {
            yield return first.Entries;
        }

        var position = first.Position;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!live.TryRead(position, BatchSize, out var slice, out var changed))
            {
                slice = await readStored(position, BatchSize, cancellationToken).ConfigureAwait(false);
            }
            else if (slice.Entries.Count == 0)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (slice.Entries.Count > 0)
            {
                yield return slice.Entries;
            }

            position = slice.Position;
        }
    }
}
