using System.Diagnostics.CodeAnalysis;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// A store in memory: one immutable ordered table a resource and a bounded history of writes. Old states (pages of a list, exact versions) are
/// rebuilt by undoing the history, so nothing is kept for a reader who does not come back. No threads, no timers: the host calls <see cref="Trim"/>.
/// </summary>
public sealed class MemoryResourceStore : IResourceStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<GroupResource, ObjectTable> _tables = [];
    private readonly List<MemoryStoreWatch> _watches = [];
    private readonly EventHistory _history;
    private readonly TimeProvider _time;
    private readonly long _maxAge;
    private long _version;

    public MemoryResourceStore(TimeProvider time, MemoryStoreOptions? options = null)
    {
        _time = time;
        options ??= new MemoryStoreOptions();
        _maxAge = (long)(options.HistoryAge.TotalSeconds * time.TimestampFrequency);
        _version = options.StartVersion;
        _history = new EventHistory(options.HistoryCount, _version);
    }

    public long CurrentVersion => Volatile.Read(ref _version);

    /// <summary>The oldest version a watch can start from.</summary>
    public long OldestVersion
    {
        get
        {
            lock (_lock)
            {
                return _history.OldestVersion;
            }
        }
    }

    public ValueTask<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(Table(key.Resource).Find(key));
        }
    }

    public ValueTask<StoredObject> CreateAsync(ObjectKey key, Document document, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var table = Table(key.Resource);
            if (table.Find(key) is { } current)
            {
                throw new StoreConflictException(key, current);
            }

            var stored = Stamp(key, document);
            _tables[key.Resource] = table.Set(stored, replaces: false);
            Publish(new StoreEvent(StoreEventType.Added, stored, null));
            return new(stored);
        }
    }

    public ValueTask<StoredObject> UpdateAsync(ObjectKey key, long expectedVersion, Document document, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var table = Table(key.Resource);
            var current = Expect(table, key, expectedVersion);
            var stored = Stamp(current.Key, document);
            _tables[key.Resource] = table.Set(stored, replaces: true);
            Publish(new StoreEvent(StoreEventType.Modified, stored, current));
            return new(stored);
        }
    }

    public ValueTask<StoredObject> DeleteAsync(ObjectKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var table = Table(key.Resource);
            var current = Expect(table, key, expectedVersion);
            var stored = Stamp(current.Key, current.Document);
            _tables[key.Resource] = table.Remove(current);
            Publish(new StoreEvent(StoreEventType.Deleted, stored, current));
            return new(stored);
        }
    }

    public ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken)
    {
        ObjectTable table;
        long version;
        lock (_lock)
        {
            version = query.AtVersion ?? _version;
            table = TableAt(query.Resource, version);
        }

        return new(PageReader.Read(table, query, version));
    }

    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion)
    {
        lock (_lock)
        {
            if (afterVersion < _history.OldestVersion)
            {
                throw new StoreExpiredException(afterVersion, _history.OldestVersion);
            }

            var watch = new MemoryStoreWatch(this, resource, namespaceName, _history.IndexAfter(afterVersion), afterVersion);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Drops history older than the configured age. Cheap; one timer of the host serves all stores.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _history.Trim(_time.GetTimestamp() - _maxAge);
        }
    }

    /// <summary>Drops the whole history: every version but the newest is then answered with 410.</summary>
    public void Compact()
    {
        lock (_lock)
        {
            _history.Trim(long.MaxValue);
        }
    }

    internal bool TryRead(MemoryStoreWatch watch, [NotNullWhen(true)] out StoreEvent? storeEvent)
    {
        lock (_lock)
        {
            storeEvent = null;
            if (watch.IsCaughtUp)
            {
                watch.Position = _version;
                return false;
            }

            if (watch.Next < _history.First)
            {
                throw new StoreExpiredException(watch.Position, _history.OldestVersion);
            }

            while (watch.Next < _history.Next)
            {
                var candidate = _history[watch.Next++];
                watch.Position = candidate.Version;
                if (watch.Concerns(candidate))
                {
                    storeEvent = candidate;
                    return true;
                }
            }

            watch.IsCaughtUp = true;
            watch.Position = _version;
            return false;
        }
    }

    internal Task? Park(MemoryStoreWatch watch)
    {
        lock (_lock)
        {
            return watch.IsCaughtUp ? watch.StartWait() : null;
        }
    }

    internal void Remove(MemoryStoreWatch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            watch.Wake();
        }
    }

    private static StoredObject Expect(ObjectTable table, ObjectKey key, long expectedVersion)
    {
        var current = table.Find(key);
        return current?.ResourceVersion == expectedVersion ? current : throw new StoreConflictException(key, current);
    }

    private ObjectTable Table(GroupResource resource) => _tables.TryGetValue(resource, out var table) ? table : ObjectTable.Empty;

    private ObjectTable TableAt(GroupResource resource, long version)
    {
        if (version < _history.OldestVersion)
        {
            throw new StoreExpiredException(version, _history.OldestVersion);
        }

        var table = Table(resource);
        for (var i = _history.Next - 1; i >= _history.First && _history[i].Version > version; i--)
        {
            if (_history[i].Object.Key.Resource == resource)
            {
                table = Undo(table, _history[i]);
            }
        }

        return table;
    }

    private static ObjectTable Undo(ObjectTable table, StoreEvent storeEvent) => storeEvent.Type switch
    {
        StoreEventType.Added => table.Remove(storeEvent.Object),
        StoreEventType.Modified => table.Set(storeEvent.Previous!, replaces: true),
        _ => table.Set(storeEvent.Previous!, replaces: false),
    };

    private StoredObject Stamp(ObjectKey key, Document document) => new(key, _version + 1, VersionStamp.Apply(document, _version + 1));

    private void Publish(StoreEvent storeEvent)
    {
        Volatile.Write(ref _version, storeEvent.Version);
        var index = _history.Next;
        var now = _time.GetTimestamp();
        _history.Add(storeEvent, now, now - _maxAge);
        foreach (var watch in _watches)
        {
            if (watch.IsCaughtUp && watch.Concerns(storeEvent))
            {
                watch.IsCaughtUp = false;
                watch.Next = index;
                watch.Wake();
            }
        }
    }
}
