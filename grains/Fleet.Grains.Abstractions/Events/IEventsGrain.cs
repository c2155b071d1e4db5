using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Events;

/// <summary>The fleet's events for grains and Orleans clients. The key is any number; subscribers with different keys do not share a grain.</summary>
[Alias("fleet.events"), GrainInterfaceType("fleet.events")]
public interface IEventsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// CloudEvents after a position (below 0: from now on), first past ones, then live, for ever: <c>id</c> is the position to resume from. When there was
    /// nothing for ten seconds <c>{"position": N}</c> says that everything up to N has been offered.
    /// </summary>
    /// <exception cref="EventsExpiredException">Events after the position have been trimmed.</exception>
    [Alias("subscribe")]
    IAsyncEnumerable<Document> SubscribeAsync(long after, CancellationToken cancellationToken);
}
