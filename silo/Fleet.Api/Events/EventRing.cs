namespace Fleet.Api.Events;

/// <summary>
/// The newest events, once for all subscribers. A subscriber holds only its position: a slow one costs no memory, it falls out of the ring and reads the store
/// until it has caught up. Thread safe.
/// </summary>
internal sealed class EventRing(long start, int maxCount, long maxBytes)
{
    private readonly Lock _lock = new();
    private LoggedEvent[] _events = new LoggedEvent[Math.Min(64, maxCount)];
    private TaskCompletionSource _changed = NewSignal();
    private long _first;
    private long _next;
    private long _bytes;

    /// <summary>The position from which on every event is here.</summary>
    private long _base = start;
    private long _position = start;

    /// <summary>Every event up to here is known.</summary>
    public long Position => Volatile.Read(ref _position);

    public void Publish(IReadOnlyList<LoggedEvent> events, long position)
    {
        TaskCompletionSource? changed = null;
        lock (_lock)
        {
            foreach (var next in events)
            {
                Add(next);
            }

            Volatile.Write(ref _position, position);
            if (events.Count > 0)
            {
                (changed, _changed) = (_changed, NewSignal());
            }
        }

        changed?.SetResult();
    }

    /// <summary>Forgets everything: what came before <paramref name="position"/> may not all be known here.</summary>
    public void Restart(long position)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            while (_first < _next)
            {
                DropFirst();
            }

            _base = position;
            Volatile.Write(ref _position, position);
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    /// <summary>The events after a position; false when the ring does not reach back so far.</summary>
    /// <param name="changed">Completes when there may be more.</param>
    public bool TryRead(long after, int limit, out EventSlice slice, out Task changed)
    {
        lock (_lock)
        {
            changed = _changed.Task;
            slice = default;
            if (after < _base)
            {
                return false;
            }

            var from = IndexAfter(after);
            var events = new LoggedEvent[(int)Math.Min(limit, _next - from)];
            for (var i = 0; i < events.Length; i++)
            {
                events[i] = At(from + i);
            }

            slice = new EventSlice(events, from + events.Length == _next ? Math.Max(after, _position) : events[^1].Position);
            return true;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private LoggedEvent At(long index) => _events[index % _events.Length];

    private void Add(LoggedEvent next)
    {
        while (_first < _next && (_next - _first >= maxCount || _bytes + next.Json.Length > maxBytes))
        {
            DropFirst();
        }

        if (_next - _first == _events.Length)
        {
            Grow();
        }

        _events[_next++ % _events.Length] = next;
        _bytes += next.Json.Length;
    }

    private void DropFirst()
    {
        ref var slot = ref _events[_first++ % _events.Length];
        _base = slot.Position;
        _bytes -= slot.Json.Length;
        slot = null!;
    }

    private void Grow()
    {
        var events = new LoggedEvent[Math.Min(maxCount, _events.Length * 4)];
        for (var i = _first; i < _next; i++)
        {
            events[i % events.Length] = At(i);
        }

        _events = events;
    }

    private long IndexAfter(long position)
    {
        var (low, high) = (_first, _next);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle).Position <= position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
