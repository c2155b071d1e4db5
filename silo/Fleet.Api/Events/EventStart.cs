using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Values;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Events;

/// <summary>After which position a request wants events: <c>since</c> (a position, a time, <c>now</c>) and <c>Last-Event-ID</c>.</summary>
internal static class EventStart
{
    /// <summary>The position; null when the request does not say.</summary>
    /// <exception cref="ApiException">400: neither position, time nor <c>now</c>.</exception>
    /// <exception cref="LogExpiredException">What follows the position is not all there any more, or it lies ahead of the log.</exception>
    public static async ValueTask<long?> FindAsync(HttpRequest request, IFleetStore store, CancellationToken cancellationToken)
    {
        var since = request.Query["since"].ToString();
        var last = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } id
            ? PositionOf(id) ?? throw StatusError.BadRequest($"Last-Event-ID is {GoText.Quote(id)}; the id of an event is accepted")
            : (long?)null;

        // A reconnecting browser repeats the address it began with: what it has seen since counts.
        var position = PositionOf(since) is { } given ? Math.Max(given, last ?? 0) : last ?? await ResolveAsync(since, store, cancellationToken).ConfigureAwait(false);
        if (position is { } after)
        {
            await store.ReadLogAsync(LogStream.Events, after, 1, cancellationToken).ConfigureAwait(false);
        }

        return position;
    }

    private static long? PositionOf(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : null;

    private static async ValueTask<long?> ResolveAsync(string since, IFleetStore store, CancellationToken cancellationToken) => since switch
    {
        "" => null,
        "now" => store.Head,
        _ when Timestamps.TryParse(since, out var time) => await BeforeAsync(time, store, cancellationToken).ConfigureAwait(false),
        _ => throw StatusError.BadRequest($"since is {GoText.Quote(since)}; a position of the log, an RFC 3339 time or \"now\" is accepted"),
    };

    /// <summary>The position before the first kept event of a time or later. Times rise with positions, but for the clocks of several silos.</summary>
    private static async ValueTask<long> BeforeAsync(DateTimeOffset time, IFleetStore store, CancellationToken cancellationToken)
    {
        var low = await store.OldestPositionAsync(LogStream.Events, cancellationToken).ConfigureAwait(false);
        var high = store.Head;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var next = await store.ReadLogAsync(LogStream.Events, middle, 1, cancellationToken).ConfigureAwait(false);
            if (next.Count == 0 || next[0].Time >= time)
            {
                high = middle;
            }
            else
            {
                low = next[0].Position;
            }
        }

        return low;
    }
}
