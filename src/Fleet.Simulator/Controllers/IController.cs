using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers;

/// <summary>
/// One reconciler of one cluster. The loop shows it the changes of the resources it watches, it names the objects to look at, and each of these is
/// reconciled later, one at a time: what matters is the state then, not the change that led to it.
/// </summary>
internal interface IController
{
    string Name { get; }

    /// <summary>What its keys name, of which every object is reconciled after a gap in the events; null when there is nothing to catch up with.</summary>
    GroupVersionResource? Resource { get; }

    /// <summary>The resources it watches; none listed means all.</summary>
    IReadOnlyList<GroupResource> Watches { get; }

    /// <summary>Whether it stays away from namespaces labelled quiet and from clusters without controllers.</summary>
    bool IsWorkloadController { get; }

    /// <summary>Names the objects a change concerns. Quick, and without I/O.</summary>
    void Observe(StoreEvent change, Action<ObjectKey> enqueue);

    /// <summary>Brings one object to where it should be. The answer is when to look again without a change, null for not at all.</summary>
    ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);
}
