using System.Diagnostics.CodeAnalysis;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// The last writes of a store, bounded, and those who follow them. Readers hold a cursor each; a write wakes only those it concerns. No threads, no
/// timers: the host calls <see cref="Trim"/>. Thread safe.
/// </summary>
public sealed class ChangeFeed
{
    private readonly Lock _lock = new();
    private readonly List<FeedWatch> _watches = [];
    private readonly EventHistory _history;
    private readonly TimeProvider _time;
    private readonly long _maxAge;
    private bool _isClosed;
    private long _version;

    /// <param name="time">Measures the age of writes.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="startVersion">The version before the first write: older ones have expired.</param>
    public ChangeFeed(TimeProvider time, FeedOptions options, long startVersion)
    {
        _time = time;
        _maxAge = (long)(options.Age.TotalSeconds * time.TimestampFrequency);
        _version = startVersion;
        _history = new EventHistory(options.Count, options.Bytes, startVersion);
    }

    /// <summary>Every write up to this version has been told.</summary>
    public long Version => Volatile.Read(ref _version);

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

    /// <summary>How many follow.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>Tells of a write; versions must rise.</summary>
    public void Publish(StoreEvent storeEvent)
    {
        lock (_lock)
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

    /// <summary>There is no write up to this version that has not been told.</summary>
    public void Advance(long version)
    {
        lock (_lock)
        {
            Volatile.Write(ref _version, Math.Max(_version, version));
        }
    }

    /// <summary>Follows the writes after a version: of one resource and namespace, or of all (null).</summary>
    /// <exception cref="StoreExpiredException">The version is older than the kept history.</exception>
    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion)
    {
        lock (_lock)
        {
            ThrowIfExpired_NeedsLock(afterVersion);
            var watch = new FeedWatch(this, resource, namespaceName, _history.IndexAfter(afterVersion), afterVersion);
            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>The writes of a resource after a version, oldest first: what is to be undone to see the state at that version.</summary>
    /// <exception cref="StoreExpiredException">The version is older than the kept history.</exception>
    public IReadOnlyList<StoreEvent> After(long version, GroupResource resource)
    {
        lock (_lock)
        {
            ThrowIfExpired_NeedsLock(version);
            var events = new List<StoreEvent>();
            for (var i = _history.IndexAfter(version); i < _history.Next; i++)
            {
                if (_history[i].Object.Key.Resource == resource)
                {
                    events.Add(_history[i]);
                }
            }

            return events;
        }
    }

    /// <summary>Drops history older than the configured age. Cheap; one timer of the host serves all feeds.</summary>
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

    /// <summary>Nothing more will be told, and some was missed: every reader, now and later, is told that its version has expired.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var watch in _watches)
            {
                watch.Wake();
            }
        }
    }

    internal bool TryRead(FeedWatch watch, [NotNullWhen(true)] out StoreEvent? storeEvent)
    {
        lock (_lock)
        {
            storeEvent = null;
            if (_isClosed || (!watch.IsCaughtUp && watch.Next < _history.First))
            {
                throw new StoreExpiredException(watch.Position, _history.OldestVersion);
            }

            while (!watch.IsCaughtUp && watch.Next < _history.Next)
            {
                var candidate = _history[watch.Next++];
                watch.Position = Math.Max(watch.Position, candidate.Version);
                if (watch.Concerns(candidate))
                {
                    storeEvent = candidate;
                    return true;
                }
            }

            watch.IsCaughtUp = true;
            watch.Position = Math.Max(watch.Position, _version);
            return false;
        }
    }

    internal Task? Park(FeedWatch watch)
    {
        lock (_lock)
        {
            return watch.IsCaughtUp && !_isClosed ? watch.StartWait() : null;
        }
    }

    internal void Remove(FeedWatch watch)
    {
        lock (_lock)
        {
            _watches.Remove(watch);
            watch.Wake();
        }
    }

    private void ThrowIfExpired_NeedsLock(long version)
    {
        if (_isClosed || version < _history.OldestVersion)
        {
            throw new StoreExpiredException(version, _history.OldestVersion);
        }
    }
}
