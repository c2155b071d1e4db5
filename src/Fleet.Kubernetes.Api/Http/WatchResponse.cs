using System.Buffers;
using System.IO.Pipelines;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Api.Watching;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>
/// Streams a watch: one JSON object a line, written from the documents' bytes. Events wait in the store's history, not here: a client that reads
/// too slowly is told 410 when the history has moved on, and the response ends at its timeout.
/// </summary>
internal sealed class WatchResponse(HttpContext http, ResourceWatch watch, RepresentationWriter representation, TimeProvider time)
{
    private const int FlushBytes = 64 * 1024;
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    /// <summary>So long before the end a client gets its last bookmark.</summary>
    private static readonly TimeSpan LastBookmark = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan StallTimeout = TimeSpan.FromMinutes(1);

    private readonly PipeWriter _output = http.Response.BodyWriter;

    /// <param name="timeout">The response ends after it.</param>
    /// <param name="sendsBookmarks">The client takes bookmarks.</param>
    public async Task RunAsync(TimeSpan timeout, bool sendsBookmarks)
    {
        Start(http);
        var started = time.GetTimestamp();
        try
        {
            var last = time.GetElapsedTime(started);
            while (await DrainAsync().ConfigureAwait(false))
            {
                var elapsed = time.GetElapsedTime(started);
                if (elapsed >= timeout)
                {
                    break;
                }

                var bookmark = sendsBookmarks ? NextBookmark(last, timeout) : timeout;
                if (sendsBookmarks && elapsed >= bookmark)
                {
                    Write(watch.Bookmark());
                    last = elapsed;
                    continue;
                }

                await WaitAsync(Min(bookmark, timeout) - elapsed).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client closed the connection: the usual end of a watch.
        }
    }

    /// <summary>A watch that fails before its first event: the error is its only event, the HTTP status is 200.</summary>
    public static async Task WriteErrorAsync(HttpContext http, ApiException error)
    {
        Start(http);
        WriteLine(http.Response.BodyWriter, "ERROR"u8, error.ToStatus());
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static void Start(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache, private";
    }

    /// <summary>Sends all that is there; false when the watch is over.</summary>
    private async ValueTask<bool> DrainAsync()
    {
        try
        {
            while (watch.TryRead(out var next))
            {
                Write(next);
                if (_output.UnflushedBytes >= FlushBytes && !await FlushAsync().ConfigureAwait(false))
                {
                    return false;
                }
            }
        }
        catch (StoreExpiredException error)
        {
            WriteLine(_output, "ERROR"u8, StatusError.Expired(error.Message).ToStatus());
            await FlushAsync().ConfigureAwait(false);
            return false;
        }

        return await FlushAsync().ConfigureAwait(false);
    }

    private ValueTask<bool> FlushAsync() => SlowClient.FlushAsync(http, StallTimeout, time);

    private async ValueTask WaitAsync(TimeSpan atMost)
    {
        using var end = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(end.Token, http.RequestAborted);
        try
        {
            await watch.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Time for a bookmark or the end.
        }
    }

    private static TimeSpan NextBookmark(TimeSpan last, TimeSpan timeout)
    {
        var next = last + BookmarkInterval;
        var beforeEnd = timeout - LastBookmark;
        return beforeEnd > last && beforeEnd < next ? beforeEnd : next;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void Write(WatchEvent next) => WriteLine(
        _output,
        next.Type switch
        {
            WatchEventType.Added => "ADDED"u8,
            WatchEventType.Modified => "MODIFIED"u8,
            WatchEventType.Deleted => "DELETED"u8,
            _ => "BOOKMARK"u8,
        },
        representation.Event(next.Object));

    private static void WriteLine(PipeWriter output, ReadOnlySpan<byte> type, Document value)
    {
        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"object\":"u8);
        value.WriteTo(output);
        output.Write("}\n"u8);
    }
}
