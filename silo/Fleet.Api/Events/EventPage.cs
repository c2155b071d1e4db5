using System.Buffers;
using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Fleet.Api.Events;

/// <summary>One page of events as a CloudEvents batch; the <c>Link</c> header leads to the next.</summary>
/// <remarks>Source: CloudEvents 1.0.2 JSON format §4 (batch); RFC 8288.</remarks>
internal sealed class EventPage(HttpContext http, EventReader reader, EventFilter filter, EventScope scope)
{
    public const string MediaType = "application/cloudevents-batch+json";

    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;

    /// <summary>Filters that let nothing through must not read the whole log in one request.</summary>
    private const int MaxScanned = 50_000;

    public async Task WriteAsync(string mediaType)
    {
        var limit = ReadLimit(http.Request);
        var chosen = new List<LoggedEvent>();
        var position = await ReadAsync(chosen, limit).ConfigureAwait(false);
        var response = http.Response;
        response.ContentType = mediaType;
        response.Headers.CacheControl = "no-store";
        response.Headers.Link = $"<{Next(position)}>; rel=\"next\"";
        Write(response, chosen);
        await response.BodyWriter.FlushAsync(http.RequestAborted).ConfigureAwait(false);
    }

    private static int ReadLimit(HttpRequest request)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
        {
            return DefaultLimit;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit
            ? limit
            : throw StatusError.BadRequest($"limit is {GoText.Quote(text)}; a number from 1 to {MaxLimit} is accepted");
    }

    private static void Write(HttpResponse response, List<LoggedEvent> events)
    {
        response.BodyWriter.Write("["u8);
        for (var i = 0; i < events.Count; i++)
        {
            response.BodyWriter.Write(i == 0 ? "\n"u8 : ",\n"u8);
            response.BodyWriter.Write(events[i].Json.Span);
        }

        response.BodyWriter.Write("]\n"u8);
    }

    /// <returns>After which position the next page begins.</returns>
    private async Task<long> ReadAsync(List<LoggedEvent> chosen, int limit)
    {
        var scanned = 0;
        while (scanned < MaxScanned)
        {
            var events = await reader.ReadAsync(http.RequestAborted).ConfigureAwait(false);
            if (events.Count == 0)
            {
                break;
            }

            scanned += events.Count;
            foreach (var next in events)
            {
                if (scope.Includes(next) && filter.Matches(next))
                {
                    chosen.Add(next);
                    if (chosen.Count == limit)
                    {
                        return next.Position;
                    }
                }
            }
        }

        return reader.Position;
    }

    private string Next(long position)
    {
        var query = new QueryBuilder { { "since", position.ToString(CultureInfo.InvariantCulture) } };
        foreach (var (name, values) in http.Request.Query)
        {
            if (name != "since")
            {
                query.Add(name, values.Select(value => value ?? ""));
            }
        }

        return $"/events{query.ToQueryString()}";
    }
}
