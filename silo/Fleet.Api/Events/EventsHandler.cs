using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Negotiation;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Fleet.Api.Events;

/// <summary>
/// <c>GET /events</c>: the fleet's CloudEvents as a stream that resumes (<c>text/event-stream</c>; without <c>since</c> from now on), or as a page
/// (<c>application/json</c>, <c>application/cloudevents-batch+json</c>; without <c>since</c> from the oldest kept). Each user sees the events of what it may read.
/// </summary>
public sealed class EventsHandler(IFleetStore store, EventFeed feed, EventAccess access, EventStreamOptions options, TimeProvider time, IHostApplicationLifetime lifetime)
    : IPathHandler
{
    private const string Root = "/events";
    private const string Json = "application/json";

    /// <summary>Seconds after which somebody may have left.</summary>
    private const int RetryAfter = 10;

    private int _subscribers;

    /// <summary>Streams under way.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        if (path != Root)
        {
            return false;
        }

        if (!HttpMethods.IsGet(http.Request.Method))
        {
            throw StatusError.MethodNotAllowedPath();
        }

        var mediaType = MediaTypeFor(http.Request.Headers.Accept.ToString());
        try
        {
            await (mediaType == EventStream.MediaType ? StreamAsync(http) : PageAsync(http, mediaType)).ConfigureAwait(false);
        }
        catch (LogExpiredException expired) when (!http.Response.HasStarted)
        {
            throw Expired(expired);
        }
        catch (StorageUnavailableException unavailable) when (!http.Response.HasStarted)
        {
            throw StatusError.ServiceUnavailable(unavailable.Message);
        }

        return true;
    }

    private static string MediaTypeFor(string accept)
    {
        string[] offered = [EventStream.MediaType, EventPage.MediaType, Json];
        if (accept.Length == 0)
        {
            return EventStream.MediaType;
        }

        foreach (var range in AcceptHeader.Parse(accept))
        {
            if (range.Quality > 0 && Array.Find(offered, range.Accepts) is { } chosen)
            {
                return chosen;
            }
        }

        throw StatusError.NotAcceptable(offered);
    }

    private static ApiException Expired(LogExpiredException expired) => new(410, "Expired", expired.Message, new StatusDetails
    {
        Causes = [new StatusCause("OldestPosition", expired.Oldest.ToString(CultureInfo.InvariantCulture), "since")],
    });

    private async Task StreamAsync(HttpContext http)
    {
        try
        {
            if (Interlocked.Increment(ref _subscribers) > options.MaxSubscribers)
            {
                throw StatusError.TooManyRequests($"{options.MaxSubscribers} subscribers are connected, and no more are taken; try again later", RetryAfter);
            }

            var after = await EventStart.FindAsync(http.Request, store, http.RequestAborted).ConfigureAwait(false) ?? store.Head;
            var reader = new EventReader(store, feed.Ring, after);
            await new EventStream(http, reader, EventFilter.Read(http.Request.Query), access, options, time).RunAsync(lifetime.ApplicationStopping).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _subscribers);
        }
    }

    private async Task PageAsync(HttpContext http, string mediaType)
    {
        var after = await EventStart.FindAsync(http.Request, store, http.RequestAborted).ConfigureAwait(false)
            ?? await store.OldestPositionAsync(LogStream.Events, http.RequestAborted).ConfigureAwait(false);
        var reader = new EventReader(store, ring: null, after);
        await new EventPage(http, reader, EventFilter.Read(http.Request.Query), await access.OfAsync(http).ConfigureAwait(false)).WriteAsync(mediaType).ConfigureAwait(false);
    }
}
