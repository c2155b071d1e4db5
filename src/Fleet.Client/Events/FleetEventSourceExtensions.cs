namespace Fleet.Client;

/// <summary>Short forms of <see cref="IFleetEventSource"/>.</summary>
public static class FleetEventSourceExtensions
{
    /// <summary>All events after a position.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="after">The position of the last event dealt with; 0 for all that are kept, null for those from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IAsyncEnumerable<FleetEvent> SubscribeAsync(this IFleetEventSource source, long? after, CancellationToken cancellationToken = default) =>
        source.SubscribeAsync(new FleetEventSubscription { After = after }, cancellationToken);
}
