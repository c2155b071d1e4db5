namespace Fleet.Storage.Log;

/// <summary>
/// The newest entries of the log in memory, in one ring that all readers share: a reader holds nothing but its position, so a slow one costs no
/// memory; it falls out of the ring and reads the stored log until it has caught up. Thread safe.
/// </summary>
internal sealed class LiveLog(long head, int maxEntries = 16_384, long maxBytes = 64 << 20)
{
    private readonly Lock _lock = new();
    private LogEntry?[] _entries = new LogEntry?[Math.Min(64, maxEntries)];
    private TaskCompletionSource _changed = NewSignal();
    private long _first;
    private long _next;
    private long _bytes;
    private long _head = head;

    /// <summary>The position before the oldest entry in the ring: readers at or after it need no disk.</summary>
    private long _base = head;

    /// <summary>Everything up to here has been published.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Adds what was committed; <paramref name="newHead"/> may lie beyond the last entry (changes nobody is told of).</summary>
    public void Publish(IReadOnlyList<LogEntry> entries, long newHead)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            foreach (var entry in entries)
            {
                Add(entry);
            }

            Volatile.Write(ref _head, newHead);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }

    /// <summary>Drops everything: what lies between the ring and <paramref name="newHead"/> is not known here, so readers ask the store.</summary>
    public void Restart(long newHead)
    {
        lock (_lock)
        {
            while (_first < _next)
            {
                DropFirst();
            }

            _base = newHead;
        }

        Publish([], newHead);
    }

    /// <summary>The entries after a position. False when the ring does not reach back so far.</summary>
    /// <param name="after">The reader's position.</param>
    /// <param name="limit">At most so many entries.</param>
    /// <param name="read">What there is, and up to where the reader is then.</param>
    /// <param name="changed">Completes when there is more than that.</param>
    public bool TryRead(long after, int limit, out LogSlice read, out Task changed)
    {
        lock (_lock)
        {
            changed = _changed.Task;
            if (after < _base)
            {
                read = default;
                return false;
            }

            var from = IndexAfter(after);
            var count = (int)Math.Min(limit, _next - from);
            var entries = count == 0 ? [] : new LogEntry[count];
            for (var i = 0; i < count; i++)
            {
                entries[i] = _entries[(from + i) % _entries.Length]!;
            }

            read = new LogSlice(entries, from + count == _next ? Math.Max(after, _head) : entries[^1].Position);
            return true;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static long SizeOf(LogEntry entry) => entry.Document.RetainedBytes + (entry.Previous?.Document.RetainedBytes ?? 0);

    private void Add(LogEntry entry)
    {
        var size = SizeOf(entry);
        while (_first < _next && (_next - _first >= maxEntries || _bytes + size > maxBytes))
        {
            DropFirst();
        }

        if (_next - _first == _entries.Length)
        {
            Grow();
        }

        _entries[_next++ % _entries.Length] = entry;
        _bytes += size;
    }

    private void DropFirst()
    {
        ref var slot = ref _entries[_first++ % _entries.Length];
        _base = slot!.Position;
        _bytes -= SizeOf(slot);
        slot = null;
    }

    private void Grow()
    {
        var entries = new LogEntry?[Math.Min(maxEntries, _entries.Length * 4)];
        for (var i = _first; i < _next; i++)
        {
            entries[i % entries.Length] = _entries[i % _entries.Length];
        }

        _entries = entries;
    }

    private long IndexAfter(long position)
    {
        var (low, high) = (_first, _next);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_entries[middle % _entries.Length]!.Position <= position)
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
}
