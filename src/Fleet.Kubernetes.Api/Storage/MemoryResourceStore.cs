using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>A store in memory over an <see cref="ObjectHistory"/>. No threads, no timers: the host calls <see cref="Trim"/>.</summary>
public sealed class MemoryResourceStore : IResourceStore
{
    private readonly Lock _lock = new();
    private readonly ObjectHistory _objects;

    public MemoryResourceStore(TimeProvider time, MemoryStoreOptions? options = null)
    {
        options ??= new MemoryStoreOptions();
        _objects = new ObjectHistory(time, new FeedOptions { Count = options.HistoryCount, Age = options.HistoryAge }, options.StartVersion);
    }

    public long CurrentVersion => _objects.Feed.Version;

    /// <summary>The oldest version a watch can start from.</summary>
    public long OldestVersion => _objects.Feed.OldestVersion;

    public ValueTask<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => new(_objects.Find(key));

    public ValueTask<StoredObject> CreateAsync(ObjectKey key, Document document, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _objects.Find(key) is { } current
                ? throw new StoreConflictException(key, current)
                : new(Write_NeedsLock(StoreEventType.Added, key, document, null));
        }
    }

    public ValueTask<StoredObject> UpdateAsync(ObjectKey key, long expectedVersion, Document document, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var current = Expect_NeedsLock(key, expectedVersion);
            return new(Write_NeedsLock(StoreEventType.Modified, current.Key, document, current));
        }
    }

    public ValueTask<StoredObject> DeleteAsync(ObjectKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var current = Expect_NeedsLock(key, expectedVersion);
            return new(Write_NeedsLock(StoreEventType.Deleted, current.Key, current.Document, current));
        }
    }

    public ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken) => new(_objects.List(query));

    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion) => _objects.Feed.Watch(resource, namespaceName, afterVersion);

    /// <summary>Drops history older than the configured age. Cheap; one timer of the host serves all stores.</summary>
    public void Trim() => _objects.Feed.Trim();

    /// <summary>Drops the whole history: every version but the newest is then answered with 410.</summary>
    public void Compact() => _objects.Feed.Compact();

    private StoredObject Expect_NeedsLock(ObjectKey key, long expectedVersion)
    {
        var current = _objects.Find(key);
        return current?.ResourceVersion == expectedVersion ? current : throw new StoreConflictException(key, current);
    }

    private StoredObject Write_NeedsLock(StoreEventType type, ObjectKey key, Document document, StoredObject? previous)
    {
        var version = CurrentVersion + 1;
        var stored = new StoredObject(key, version, VersionStamp.Apply(document, version));
        _objects.Apply(new StoreEvent(type, stored, previous));
        return stored;
    }
}
