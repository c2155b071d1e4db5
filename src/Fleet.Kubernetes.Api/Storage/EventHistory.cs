namespace Fleet.Kubernetes.Api.Storage;

/// <summary>The last writes of a store in a ring. Entries have absolute indexes that never repeat. Not thread safe: the store's lock guards it.</summary>
/// <param name="capacity">At most so many.</param>
/// <param name="maxBytes">At most about so many bytes of documents.</param>
/// <param name="startVersion">The version before the first.</param>
internal sealed class EventHistory(int capacity, long maxBytes, long startVersion)
{
    private long _bytes;
    private StoreEvent?[] _events = new StoreEvent?[Math.Min(16, capacity)];
    private long[] _times = new long[Math.Min(16, capacity)];

    /// <summary>Index of the oldest kept event.</summary>
    public long First { get; private set; }

    /// <summary>Index the next event will have.</summary>
    public long Next { get; private set; }

    /// <summary>The version before the oldest kept event: the oldest state that can be rebuilt.</summary>
    public long OldestVersion { get; private set; } = startVersion;

    public StoreEvent this[long index] => _events[index % _events.Length]!;

    /// <summary>Adds a write and drops a few that are too old, so that a busy store needs nobody to trim it.</summary>
    /// <param name="storeEvent">The newest write.</param>
    /// <param name="time">Ticks of a monotonic clock.</param>
    /// <param name="oldest">Writes from before this time may go.</param>
    public void Add(StoreEvent storeEvent, long time, long oldest)
    {
        for (var i = 0; i < 2 && First < Next && _times[First % _times.Length] < oldest; i++)
        {
            DropFirst();
        }

        _bytes += SizeOf(storeEvent);
        while (_bytes > maxBytes && First < Next)
        {
            DropFirst();
        }

        if (Next - First == _events.Length)
        {
            if (_events.Length < capacity)
            {
                Grow();
            }
            else
            {
                DropFirst();
            }
        }

        _events[Next % _events.Length] = storeEvent;
        _times[Next % _times.Length] = time;
        Next++;
    }

    /// <summary>Drops what was written before <paramref name="time"/>.</summary>
    public void Trim(long time)
    {
        while (First < Next && _times[First % _times.Length] < time)
        {
            DropFirst();
        }

        if (First == Next && _events.Length > 16)
        {
            _events = new StoreEvent?[16];
            _times = new long[16];
        }
    }

    /// <summary>Index of the first event after <paramref name="version"/>.</summary>
    public long IndexAfter(long version)
    {
        var low = First;
        var high = Next;
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (this[middle].Version <= version)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void DropFirst()
    {
        ref var slot = ref _events[First % _events.Length];
        OldestVersion = slot!.Version;
        _bytes -= SizeOf(slot);
        slot = null;
        First++;
    }

    /// <summary>The state before a write is mostly the state after an earlier one: it is not counted twice.</summary>
    private static long SizeOf(StoreEvent storeEvent) =>
        storeEvent.Type == StoreEventType.Deleted ? storeEvent.Previous?.Document.RetainedBytes ?? 0 : storeEvent.Object.Document.RetainedBytes;

    private void Grow()
    {
        var size = Math.Min(capacity, _events.Length * 4);
        var events = new StoreEvent?[size];
        var times = new long[size];
        for (var i = First; i < Next; i++)
        {
            events[i % size] = _events[i % _events.Length];
            times[i % size] = _times[i % _times.Length];
        }

        _events = events;
        _times = times;
    }
}
