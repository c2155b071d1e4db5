using System.Globalization;
using System.Runtime.CompilerServices;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Client;

/// <summary>The events of <c>GET /events</c>.</summary>
internal sealed class HttpFleetEvents(KubernetesApiClient client, FleetClientOptions options, TimeProvider time, Func<double>? random = null) : IFleetEventSource
{
    private const string MediaType = "text/event-stream";
    private const string BatchMediaType = "application/cloudevents-batch+json";
    private const int PageSize = 1000;

    public IAsyncEnumerable<FleetEvent> SubscribeAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default) =>
        new ResumingSubscription(
            (after, token) => ReadAsync(subscription, after, token),
            subscription,
            error => error is ClusterException { IsTransient: true } or KubeconfigException,
            time,
            random).RunAsync(cancellationToken);

    /// <summary>Past events, page by page, up to the newest.</summary>
    public async IAsyncEnumerable<FleetEvent> ReadPastAsync(FleetEventSubscription subscription, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var since = subscription.After is > 0 ? subscription.After.Value.ToString(CultureInfo.InvariantCulture) : subscription.NotBefore is { } time ? Timestamps.Format(time) : null;
        string? previous;
        do
        {
            previous = since;
            (var page, since) = await ReadPageAsync(EventQuery.Path(subscription, since, PageSize), subscription.After, cancellationToken).ConfigureAwait(false);
            foreach (var next in page.Where(subscription.Wants))
            {
                yield return next;
            }
        }
        while (since is not null && since != previous);
    }

    /// <summary>A page and where the next begins: pages may be empty before the end, when filters leave little.</summary>
    private async Task<(IReadOnlyList<FleetEvent> Page, string? Next)> ReadPageAsync(string path, long? after, CancellationToken cancellationToken)
    {
        using var body = await SendAsync(path, BatchMediaType, [], after, cancellationToken).ConfigureAwait(false);
        try
        {
            var page = Document.Parse(await ReadToEndAsync(body, cancellationToken).ConfigureAwait(false));
            return ([.. page.Root.Items.ToList().Select(item => FleetEvent.Read(item.ToDocument()))], EventQuery.NextSince(body.Header("Link")));
        }
        catch (DocumentFormatException error)
        {
            throw new MalformedResponseException($"{client.Connection.Name}: GET /events: {error.Message}", error);
        }
    }

    private async Task<byte[]> ReadToEndAsync(ResponseBody body, CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            whole.Write(buffer, 0, read);
            if (whole.Length > client.Connection.Options.MaxResponseBytes)
            {
                throw new DocumentFormatException($"A page of more than {client.Connection.Options.MaxResponseBytes} bytes.");
            }
        }

        return whole.ToArray();
    }

    private async IAsyncEnumerable<EventSignal> ReadAsync(FleetEventSubscription subscription, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var body = await OpenAsync(subscription, after, cancellationToken).ConfigureAwait(false);
        if (body.MediaType != MediaType)
        {
            throw new MalformedResponseException($"{client.Connection.Name}: GET /events: the answer is {body.MediaType}; {MediaType} is expected.");
        }

        yield return EventSignal.Heartbeat;
        var reader = new EventStreamReader(body, options.MaxEventBytes);
        while (await NextAsync(reader, cancellationToken).ConfigureAwait(false) is { } signal)
        {
            body.Progress();
            yield return signal;
        }
    }

    private async ValueTask<EventSignal?> NextAsync(EventStreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DocumentFormatException error)
        {
            throw new MalformedResponseException($"{client.Connection.Name}: GET /events: {error.Message}", error);
        }
    }

    private async Task<ResponseBody> OpenAsync(FleetEventSubscription subscription, long? after, CancellationToken cancellationToken)
    {
        var position = after?.ToString(CultureInfo.InvariantCulture);
        var headers = position is null ? [] : new[] { KeyValuePair.Create("Last-Event-ID", position) };
        var since = position ?? (subscription.NotBefore is { } time ? Timestamps.Format(time) : null);
        return await SendAsync(EventQuery.Path(subscription, since), MediaType, headers, after, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ResponseBody> SendAsync(
        string path, string accept, IReadOnlyList<KeyValuePair<string, string>> headers, long? after, CancellationToken cancellationToken)
    {
        try
        {
            return await client.OpenAsync(path, accept, headers, options.EventStallTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException gone) when (gone.IsExpired)
        {
            throw new EventsExpiredException(after ?? 0, EventQuery.Oldest(gone));
        }
    }
}
