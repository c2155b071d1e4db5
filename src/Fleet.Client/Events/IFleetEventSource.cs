using Fleet.Grains.Events;

namespace Fleet.Client;

/// <summary>Where the fleet's events come from: the API (<see cref="FleetClient"/>) or the grains (<see cref="GrainFleetEvents"/>).</summary>
public interface IFleetEventSource
{
    /// <summary>
    /// Past events, then those that come, for ever, in order, each once: broken connections and restarted servers are resumed where the consumer is.
    /// </summary>
    /// <remarks>Who keeps <see cref="FleetEvent.Position"/> of the last event dealt with, and starts there the next time, misses none and gets none twice.</remarks>
    /// <param name="subscription">What is wanted, and from where.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="EventsExpiredException">What would come next is no longer kept.</exception>
    /// <exception cref="Fleet.Kubernetes.Client.ClusterException">The server refuses, or cannot be reached at the first attempt.</exception>
    IAsyncEnumerable<FleetEvent> SubscribeAsync(FleetEventSubscription subscription, CancellationToken cancellationToken = default);
}
