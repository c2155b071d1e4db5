using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Events;

/// <summary>Lets events go an hour after they last occurred (<c>--event-ttl</c>), so that a fleet that runs for long does not grow.</summary>
internal sealed class EventExpiryController(ControllerContext context) : IController
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    public string Name => "event-expiry";

    GroupVersionResource? IController.Resource => KnownResources.Events;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Events.GroupResource];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Type == StoreEventType.Added)
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(key, cancellationToken) is not { } document)
        {
            return null;
        }

        // Counted from the last write, as etcd's lease is: an event may tell of something long past.
        var now = context.Time.GetUtcNow();
        var created = ObjectTimes.Parse(document.CreationTimestamp()) ?? now;
        var last = document["lastTimestamp"u8].AsTime() is { } time && time > created ? time : created;
        var left = last + TimeToLive - now;
        if (left > TimeSpan.Zero)
        {
            return left;
        }

        await context.Objects.DeleteAsync(KnownResources.Events, document, cancellationToken);
        return null;
    }
}
