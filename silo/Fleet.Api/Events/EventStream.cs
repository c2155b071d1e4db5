using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Fleet.Kubernetes.Api.Http;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fleet.Api.Events;

/// <summary>
/// Streams events as <c>text/event-stream</c>. Comments say up to which position everything has been offered, so that a subscriber whose filter lets little
/// through resumes near the head. Events wait in ring and store, not here.
/// </summary>
/// <remarks>Source: https://html.spec.whatwg.org/multipage/server-sent-events.html.</remarks>
internal sealed class EventStream(HttpContext http, EventReader reader, EventFilter filter, EventAccess access, EventStreamOptions options, TimeProvider time)
{
    public const string MediaType = "text/event-stream";

    private const int FlushBytes = 64 * 1024;

    private readonly PipeWriter _output = http.Response.BodyWriter;
    private EventScope _scope = new(Inventory.Queries.WorkloadScope.Nothing, false, _ => false);
    private long _beat;

    /// <summary>Streams until the client or its rights are gone, or <paramref name="stopping"/>.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        _scope = await access.OfAsync(http).ConfigureAwait(false);
        Start();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, http.RequestAborted);
        try
        {
            WriteHeartbeat();
            while (await FlushAsync().ConfigureAwait(false) && await NextAsync(end.Token).ConfigureAwait(false))
            {
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client went away, or this process does: the usual end of a stream.
        }
        catch (StorageException)
        {
            // Fallen behind what is kept, or the store is away. The client reconnects where it was, and is then told which.
        }
    }

    private void Start()
    {
        var response = http.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    /// <summary>Writes what there is, or waits for it; false when the stream is over.</summary>
    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        var events = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var next in events)
        {
            if (_scope.Includes(next) && filter.Matches(next))
            {
                Write(next);
                if (_output.UnflushedBytes >= FlushBytes && !await FlushAsync().ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        var untilBeat = options.Heartbeat - time.GetElapsedTime(_beat);
        if (untilBeat <= TimeSpan.Zero)
        {
            return await RenewAsync().ConfigureAwait(false);
        }

        if (events.Count == 0)
        {
            await WaitAsync(untilBeat, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private async ValueTask<bool> RenewAsync()
    {
        if (await access.RenewAsync(http).ConfigureAwait(false) is not { } scope)
        {
            return false;
        }

        _scope = scope;
        WriteHeartbeat();
        return true;
    }

    private async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            await reader.Changed.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time for a heartbeat.
        }
    }

    private ValueTask<bool> FlushAsync() => SlowClient.FlushAsync(http, options.StallTimeout, time);

    private void WriteHeartbeat()
    {
        _output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $": {reader.Position}\n\n")));
        _beat = time.GetTimestamp();
    }

    private void Write(LoggedEvent next)
    {
        _output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {next.Position}\nevent: {next.Type}\ndata: ")));
        _output.Write(next.Json.Span);
        _output.Write("\n\n"u8);
    }
}
