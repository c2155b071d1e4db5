namespace Fleet.Simulator.Controllers.Runtime;

/// <summary>
/// What is to be reconciled: each item at most once however often it is added, now or at a time (the earliest counts), and later each time it
/// fails (<c>client-go/util/workqueue</c>). Thread safe.
/// </summary>
internal sealed class WorkQueue(TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly Queue<WorkItem> _ready = new();
    private readonly HashSet<WorkItem> _waiting = [];
    private readonly PriorityQueue<WorkItem, (DateTimeOffset Due, long Sequence)> _later = new();
    private readonly Dictionary<WorkItem, DateTimeOffset> _due = [];
    private readonly Dictionary<WorkItem, int> _failures = [];
    private long _sequence;

    /// <summary>When the next delayed item is due.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                DropStale();
                return _later.TryPeek(out _, out var priority) ? priority.Due : null;
            }
        }
    }

    public void Add(WorkItem item)
    {
        lock (_lock)
        {
            if (_waiting.Add(item))
            {
                _ready.Enqueue(item);
            }
        }
    }

    public void AddAfter(WorkItem item, TimeSpan delay)
    {
        lock (_lock)
        {
            var due = time.GetUtcNow() + delay;
            if (!_due.TryGetValue(item, out var known) || due < known)
            {
                _due[item] = due;
                _later.Enqueue(item, (due, ++_sequence));
            }
        }
    }

    /// <summary>Adds an item that failed: the first retry at once, later ones at growing distances.</summary>
    public void AddFailed(WorkItem item)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures[item] = _failures.GetValueOrDefault(item) + 1;
        }

        if (failures == 1)
        {
            Add(item);
        }
        else
        {
            AddAfter(item, TimeSpan.FromTicks(Math.Min(LongestDelay.Ticks, FirstDelay.Ticks << Math.Min(failures, 30))));
        }
    }

    public void Forget(WorkItem item)
    {
        lock (_lock)
        {
            _failures.Remove(item);
        }
    }

    /// <summary>Takes the next item that is ready or has become due.</summary>
    public bool TryTake(out WorkItem item)
    {
        lock (_lock)
        {
            MoveDue();
            if (_ready.TryDequeue(out item))
            {
                _waiting.Remove(item);
                return true;
            }

            return false;
        }
    }

    private void MoveDue()
    {
        var now = time.GetUtcNow();
        DropStale();
        while (_later.TryPeek(out var item, out var priority) && priority.Due <= now)
        {
            _later.Dequeue();
            _due.Remove(item);
            if (_waiting.Add(item))
            {
                _ready.Enqueue(item);
            }

            DropStale();
        }
    }

    /// <summary>An item that was given an earlier time still stands at its later one.</summary>
    private void DropStale()
    {
        while (_later.TryPeek(out var item, out var priority) && (!_due.TryGetValue(item, out var due) || due != priority.Due))
        {
            _later.Dequeue();
        }
    }
}
