using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers;

/// <summary>
/// The objects of one cluster by the uids in their <c>ownerReferences</c>. Built when it is first asked, then kept up by the events of the
/// store, so that an idle cluster pays nothing. Used from the controller loop only.
/// </summary>
internal sealed class DependentIndex(ObjectClient objects)
{
    private Dictionary<string, HashSet<ObjectKey>>? _dependents;

    public void Apply(StoreEvent change)
    {
        if (_dependents is null)
        {
            return;
        }

        if (change.Previous is { } previous)
        {
            Remove(previous);
        }

        if (change.Type != StoreEventType.Deleted)
        {
            Add(change.Object);
        }
    }

    /// <summary>Forgets everything; the next question builds it again.</summary>
    public void Reset() => _dependents = null;

    /// <summary>All objects that name <paramref name="uid"/> as an owner, in the order of their keys.</summary>
    public async ValueTask<IReadOnlyList<StoredObject>> DependentsAsync(string uid, CancellationToken cancellationToken)
    {
        _dependents ??= await BuildAsync(cancellationToken);
        if (!_dependents.TryGetValue(uid, out var keys))
        {
            return [];
        }

        var found = new List<StoredObject>(keys.Count);
        foreach (var key in keys)
        {
            if (await objects.Service.Store.GetAsync(key, cancellationToken) is { } stored)
            {
                found.Add(stored);
            }
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Key.ToString(), b.Key.ToString()));
        return found;
    }

    /// <summary>The objects of one resource whose controller is <paramref name="uid"/>.</summary>
    public async ValueTask<List<Document>> ControlledAsync(string uid, GroupVersionResource resource, CancellationToken cancellationToken)
    {
        var found = new List<Document>();
        foreach (var dependent in await DependentsAsync(uid, cancellationToken))
        {
            if (dependent.Key.Resource == resource.GroupResource && dependent.Document.ControllerUid() == uid)
            {
                found.Add(dependent.Document);
            }
        }

        return found;
    }

    private async ValueTask<Dictionary<string, HashSet<ObjectKey>>> BuildAsync(CancellationToken cancellationToken)
    {
        _dependents = new Dictionary<string, HashSet<ObjectKey>>(StringComparer.Ordinal);
        var resources = objects.Service.Catalog.Resources.Where(definition => definition.Virtual is null).Select(definition => definition.StorageResource).Distinct();
        foreach (var resource in resources)
        {
            var page = await objects.Service.Store.ListAsync(new StoreListQuery(resource), cancellationToken);
            foreach (var stored in page.Objects)
            {
                Add(stored);
            }
        }

        return _dependents;
    }

    private void Add(StoredObject stored)
    {
        foreach (var reference in References(stored))
        {
            if (reference["uid"u8].AsString() is { } uid)
            {
                if (!_dependents!.TryGetValue(uid, out var keys))
                {
                    _dependents[uid] = keys = [];
                }

                keys.Add(stored.Key);
            }
        }
    }

    private void Remove(StoredObject stored)
    {
        foreach (var reference in References(stored))
        {
            if (reference["uid"u8].AsString() is { } uid && _dependents!.TryGetValue(uid, out var keys) && keys.Remove(stored.Key) && keys.Count == 0)
            {
                _dependents.Remove(uid);
            }
        }
    }

    private static DocumentItems References(StoredObject stored) => stored.Document["metadata"u8]["ownerReferences"u8].Items;
}
