namespace Fleet.Kubernetes.Client;

/// <summary>
/// Cancels its token when a server has been waited for too long. Only the waiting counts, and all of it together until <see cref="Reset"/>: a slow
/// consumer is not a stalled server, and one that drips bytes is as good as dead.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _waited;
    private long _since;

    public Watchdog(TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), _source, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Waiting begins (again); altogether it may take <paramref name="limit"/>.</summary>
    public void Wait(TimeSpan limit)
    {
        _since = _time.GetTimestamp();
        var left = limit - _waited;
        _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    public void Pause()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _waited += _time.GetElapsedTime(_since);
    }

    /// <summary>What was waited for is here: the next wait counts from zero.</summary>
    public void Reset() => _waited = TimeSpan.Zero;

    public void Dispose()
    {
        _timer.Dispose();
        _source.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The timer fired while its owner was being disposed.
        }
    }
}
