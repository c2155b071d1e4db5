using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// Objects in memory at every version that is kept: one immutable ordered table a resource, and a <see cref="ChangeFeed"/>. Old states are rebuilt by undoing
/// the feed, so nothing is kept for a reader who does not come back. Thread safe; writes come one at a time.
/// </summary>
public sealed class ObjectHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GroupResource, ObjectTable> _tables = [];

    /// <inheritdoc cref="ChangeFeed(TimeProvider, FeedOptions, long)"/>
    public ObjectHistory(TimeProvider time, FeedOptions options, long startVersion) => Feed = new ChangeFeed(time, options, startVersion);

    /// <summary>The writes.</summary>
    public ChangeFeed Feed { get; }

    public StoredObject? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return Table_NeedsLock(key.Resource).Find(key);
        }
    }

    /// <summary>Sets an object without telling of it: what is loaded before anybody follows.</summary>
    public void Load(StoredObject stored)
    {
        lock (_lock)
        {
            Set_NeedsLock(stored);
        }
    }

    /// <summary>Applies a write and tells of it.</summary>
    public void Apply(StoreEvent storeEvent)
    {
        lock (_lock)
        {
            if (storeEvent.Type == StoreEventType.Deleted)
            {
                _tables[storeEvent.Object.Key.Resource] = Table_NeedsLock(storeEvent.Object.Key.Resource).Remove(storeEvent.Object);
            }
            else
            {
                Set_NeedsLock(storeEvent.Object);
            }

            Feed.Publish(storeEvent);
        }
    }

    /// <summary>A page of a consistent listing.</summary>
    /// <exception cref="StoreExpiredException"><see cref="StoreListQuery.AtVersion"/> is older than the kept history.</exception>
    public StorePage List(StoreListQuery query)
    {
        ObjectTable table;
        long version;
        lock (_lock)
        {
            version = query.AtVersion ?? Feed.Version;
            table = Table_NeedsLock(query.Resource);
            if (version != Feed.Version)
            {
                table = Undo(table, Feed.After(version, query.Resource));
            }
        }

        return PageReader.Read(table, query, version);
    }

    /// <summary>All objects of a resource now, ordered by key.</summary>
    public IReadOnlyList<StoredObject> Snapshot(GroupResource resource)
    {
        lock (_lock)
        {
            return [.. Table_NeedsLock(resource).All];
        }
    }

    private static ObjectTable Undo(ObjectTable table, IReadOnlyList<StoreEvent> events)
    {
        for (var i = events.Count - 1; i >= 0; i--)
        {
            table = events[i].Type switch
            {
                StoreEventType.Added => table.Remove(events[i].Object),
                StoreEventType.Modified => table.Set(events[i].Previous!, replaces: true),
                _ => table.Set(events[i].Previous!, replaces: false),
            };
        }

        return table;
    }

    private void Set_NeedsLock(StoredObject stored)
    {
        var table = Table_NeedsLock(stored.Key.Resource);
        _tables[stored.Key.Resource] = table.Set(stored, replaces: true);
    }

    private ObjectTable Table_NeedsLock(GroupResource resource) => _tables.TryGetValue(resource, out var table) ? table : ObjectTable.Empty;
}
