using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Garbage;

/// <summary>
/// Deletes objects whose owners are gone, takes owners off orphans, and holds owners deleted in the foreground until their dependents are gone.
/// After <c>k8s.io/kubernetes/pkg/controller/garbagecollector</c>.
/// </summary>
internal sealed class GarbageCollector(ControllerContext context) : IController
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    private readonly OwnerFinder _owners = new(context.Objects);
    private readonly DependentWriter _writer = new(context.Objects);

    public string Name => "garbage-collector-controller";

    /// <summary>After a gap, what a Deployment's history left behind is the most likely garbage.</summary>
    GroupVersionResource? IController.Resource => KnownResources.ReplicaSets;

    /// <summary>Empty: all resources.</summary>
    public IReadOnlyList<GroupResource> Watches => [];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var document = change.Object.Document;
        if (change.Type == StoreEventType.Deleted)
        {
            // The dependents are found when the key is looked at: it is gone then.
            enqueue(change.Object.Key with { Name = Tombstone.Of(change.Object.Key.Name, document.Uid()) });
            foreach (var reference in document["metadata"u8]["ownerReferences"u8].Items)
            {
                if (_owners.KeyOf(reference, document.Namespace()) is { } owner)
                {
                    enqueue(owner);
                }
            }
        }
        else if (document.IsBeingDeleted() ? Finalizers.Has(document, ForegroundFinalizer) || Finalizers.Has(document, OrphanFinalizer) : HasNewOwners(change))
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (Tombstone.UidOf(key.Name) is { } deletedUid)
        {
            foreach (var dependent in await context.Index.DependentsAsync(deletedUid, cancellationToken))
            {
                await CollectAsync(dependent.Key, dependent.Document, cancellationToken);
            }

            return null;
        }

        if (await context.Objects.GetAsync(key, cancellationToken) is not { } document)
        {
            return null;
        }

        if (!document.IsBeingDeleted())
        {
            await CollectAsync(key, document, cancellationToken);
        }
        else if (Finalizers.Has(document, OrphanFinalizer))
        {
            await OrphanDependentsAsync(key, document, cancellationToken);
        }
        else if (Finalizers.Has(document, ForegroundFinalizer))
        {
            await DeleteDependentsAsync(key, document, cancellationToken);
        }

        return null;
    }

    private static bool HasNewOwners(StoreEvent change)
    {
        var references = change.Object.Document["metadata"u8]["ownerReferences"u8];
        return references.Count > 0 && (change.Previous is not { } previous || !references.DeepEquals(previous.Document["metadata"u8]["ownerReferences"u8]));
    }

    private async ValueTask OrphanDependentsAsync(ObjectKey key, Document owner, CancellationToken cancellationToken)
    {
        var uid = owner.Uid();
        foreach (var dependent in await context.Index.DependentsAsync(uid, cancellationToken))
        {
            await _writer.RemoveOwnersAsync(dependent.Key, unwanted => unwanted == uid, cancellationToken);
        }

        await _writer.RemoveFinalizerAsync(key, uid, OrphanFinalizer, cancellationToken);
    }

    private async ValueTask DeleteDependentsAsync(ObjectKey key, Document owner, CancellationToken cancellationToken)
    {
        var uid = owner.Uid();
        var blocking = 0;
        foreach (var dependent in await context.Index.DependentsAsync(uid, cancellationToken))
        {
            if (OwnerFinder.Blocks(dependent.Document, uid))
            {
                blocking++;
                await CollectAsync(dependent.Key, dependent.Document, cancellationToken);
            }
        }

        if (blocking == 0)
        {
            await _writer.RemoveFinalizerAsync(key, uid, ForegroundFinalizer, cancellationToken);
        }
    }

    /// <summary>Deletes an object without a living owner; an object with one loses its references to the dead.</summary>
    private async ValueTask CollectAsync(ObjectKey key, Document document, CancellationToken cancellationToken)
    {
        if (document.IsBeingDeleted() || document["metadata"u8]["ownerReferences"u8].Count == 0)
        {
            return;
        }

        var owners = await _owners.ClassifyAsync(document, cancellationToken);
        if (owners.Living.Count > 0)
        {
            if (owners.Dead.Count + owners.Waiting.Count > 0)
            {
                await _writer.RemoveOwnersAsync(key, uid => owners.Dead.Contains(uid) || owners.Waiting.Contains(uid), cancellationToken);
            }

            return;
        }

        var hasDependents = owners.Waiting.Count > 0 && (await context.Index.DependentsAsync(document.Uid(), cancellationToken)).Count > 0;
        var policy = hasDependents || Finalizers.Has(document, ForegroundFinalizer) ? PropagationPolicy.Foreground
            : Finalizers.Has(document, OrphanFinalizer) ? PropagationPolicy.Orphan
            : PropagationPolicy.Background;
        await _writer.DeleteAsync(key, document, policy, cancellationToken);
    }
}
