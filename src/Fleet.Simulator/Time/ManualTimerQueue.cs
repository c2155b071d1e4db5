namespace Fleet.Simulator.Time;

/// <summary>Timers of a manual clock by due time, then by the order they were set in. Not thread safe: the clock's lock guards it.</summary>
internal sealed class ManualTimerQueue
{
    private readonly PriorityQueue<(ManualTimer Timer, long Sequence), (DateTimeOffset Due, long Sequence)> _queue = new();
    private readonly Dictionary<ManualTimer, long> _current = [];
    private long _sequence;

    public DateTimeOffset? NextDue
    {
        get
        {
            DropStale();
            return _queue.TryPeek(out _, out var priority) ? priority.Due : null;
        }
    }

    public void Set(ManualTimer timer, DateTimeOffset due)
    {
        var sequence = ++_sequence;
        _current[timer] = sequence;
        _queue.Enqueue((timer, sequence), (due, sequence));
    }

    public void Remove(ManualTimer timer) => _current.Remove(timer);

    public ManualTimer Take()
    {
        DropStale();
        var (timer, _) = _queue.Dequeue();
        _current.Remove(timer);
        return timer;
    }

    /// <summary>Entries of timers that were set anew or removed stay in the heap until they come up.</summary>
    private void DropStale()
    {
        while (_queue.TryPeek(out var entry, out _) && (!_current.TryGetValue(entry.Timer, out var sequence) || sequence != entry.Sequence))
        {
            _queue.Dequeue();
        }
    }
}
