using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Garbage;

/// <summary>Looks up what <c>ownerReferences</c> name.</summary>
internal sealed class OwnerFinder(ObjectClient objects)
{
    /// <summary>The uids of an object's owners: alive, gone, and alive but waiting for their dependents to go.</summary>
    public sealed record Owners(HashSet<string> Living, HashSet<string> Dead, HashSet<string> Waiting);

    public async ValueTask<Owners> ClassifyAsync(Document document, CancellationToken cancellationToken)
    {
        var owners = new Owners([], [], []);
        foreach (var reference in document["metadata"u8]["ownerReferences"u8].Items.ToList())
        {
            var uid = reference["uid"u8].AsString("");
            if (KeyOf(reference, document.Namespace()) is not { } key)
            {
                // A kind this cluster does not serve: nobody can say the owner is gone.
                owners.Living.Add(uid);
                continue;
            }

            var owner = await objects.GetAsync(key, cancellationToken);
            var set = owner is null || owner.Uid() != uid ? owners.Dead
                : owner.IsBeingDeleted() && Finalizers.Has(owner, GarbageCollector.ForegroundFinalizer) ? owners.Waiting
                : owners.Living;
            set.Add(uid);
        }

        return owners;
    }

    /// <summary>Where the owner would be, null for a kind that is not served.</summary>
    public ObjectKey? KeyOf(DocumentValue reference, string namespaceName)
    {
        var kind = GroupVersionKind.Of(reference);
        var catalog = objects.Service.Catalog;
        return (catalog.Find(kind) ?? catalog.Find(kind.GroupKind)) is { } definition
            ? new ObjectKey(definition.StorageResource, definition.IsNamespaced ? namespaceName : "", reference["name"u8].AsString(""))
            : null;
    }

    /// <summary>Whether a dependent holds the foreground deletion of this owner.</summary>
    public static bool Blocks(Document dependent, string ownerUid)
    {
        foreach (var reference in dependent["metadata"u8]["ownerReferences"u8].Items)
        {
            if (reference["uid"u8].AsString() == ownerUid)
            {
                return reference["blockOwnerDeletion"u8].AsBoolean() == true;
            }
        }

        return false;
    }
}
