using System.Runtime.CompilerServices;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Orleans.Placement;

namespace Fleet.Grains.Events;

/// <summary>Hands out the fleet's events. It holds nothing but the places of those who listen.</summary>
/// <remarks>Not a stateless worker: an enumeration has to come back to the activation that holds its place.</remarks>
[PreferLocalPlacement, GrainType("fleet.events")]
internal sealed class EventsGrain(IFleetStore store, TimeProvider time) : Grain, IEventsGrain
{
    public async IAsyncEnumerable<Document> SubscribeAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var cursor = new EventCursor(store, time, after);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var item in await cursor.NextAsync(cancellationToken))
            {
                yield return item;
            }
        }
    }
}
