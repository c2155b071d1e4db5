using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

/// <summary>A fake clock that tells which timers were set on it: a test moves it on when what it tests is really waiting.</summary>
internal sealed class ObservedTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _timers = new();

    /// <summary>How long the timers were set for, in order.</summary>
    public IReadOnlyCollection<TimeSpan> Timers => _timers;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            _timers.Enqueue(dueTime);
        }

        return timer;
    }
}
