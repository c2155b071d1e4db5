using Fleet.Kubernetes.Documents;

namespace Fleet.Grains.Events;

/// <summary>The fleet's events for grains and Orleans clients. A stateless worker; the key is 0.</summary>
[Alias("fleet.events")]
public interface IEventsGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// CloudEvents after a position, first past ones, then live, for ever: <c>id</c> is the position to resume from. An empty document now and then keeps the
    /// enumeration alive.
    /// </summary>
    [Alias("subscribe")]
    IAsyncEnumerable<Document> SubscribeAsync(long after, CancellationToken cancellationToken);
}
