using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Client;

/// <summary>The events of <c>GET /events</c>.</summary>
internal sealed class HttpFleetEvents(KubernetesApiClient client, FleetClientOptions options, TimeProvider time, Func<double>? random = null) : IFleetEventSource
{
    private const string MediaType = "text/event-stream";

    public IAsyncEnumerable<FleetEvent> SubscribeAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default) =>
        new ResumingSubscription(
            (after, token) => ReadAsync(subscription, after, token),
            subscription,
            error => error is ClusterException { IsTransient: true } or KubeconfigException,
            time,
            random).RunAsync(cancellationToken);

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
        var query = new StringBuilder("events");
        Add(query, "since", position);
        AddAll(query, "type", subscription.Types);
        AddAll(query, "cluster", subscription.Clusters);
        AddAll(query, "namespace", subscription.Namespaces);
        Add(query, "subject", subscription.Subject);
        var headers = position is null ? [] : new[] { KeyValuePair.Create("Last-Event-ID", position) };
        try
        {
            return await client.OpenAsync(query.ToString(), MediaType, headers, options.EventStallTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException gone) when (gone.IsExpired)
        {
            throw new EventsExpiredException(after ?? 0, Oldest(gone));
        }
    }

    private static long? Oldest(KubernetesApiException gone) =>
        gone.Causes.Where(cause => cause.Reason == "OldestPosition").Select(cause => FleetEvent.PositionOf(cause.Message)).FirstOrDefault();

    private static void AddAll(StringBuilder query, string name, IReadOnlyList<string> values)
    {
        foreach (var value in values)
        {
            Add(query, name, value);
        }
    }

    private static void Add(StringBuilder query, string name, string? value)
    {
        if (value is not null)
        {
            query.Append(query.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
    }
}
