namespace Fleet.Simulator.Time;

/// <summary>
/// The time of a simulated fleet. Real and scaled clocks follow the machine's; a manual clock moves only in <see cref="AdvanceTo"/> and fires
/// its timers there, in the order of their due times and, where those are equal, of their making, so that a run is the same each time.
/// Thread safe.
/// </summary>
public sealed class SimulatedClock : TimeProvider
{
    private readonly TimeProvider _machine;
    private readonly DateTimeOffset _start;
    private readonly long _machineStart;
    private readonly ManualTimerQueue _timers = new();
    private readonly Lock _lock = new();
    private DateTimeOffset _manualNow;

    /// <param name="specification">How the clock runs.</param>
    /// <param name="machine">The machine's time; the clock starts at its current second.</param>
    /// <param name="start">Starts the clock at another instant (not for <see cref="ClockMode.Real"/>).</param>
    public SimulatedClock(ClockSpecification specification, TimeProvider machine, DateTimeOffset? start = null)
    {
        Specification = specification;
        _machine = machine;
        var now = machine.GetUtcNow();
        _start = start ?? new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        _manualNow = _start;
        _machineStart = machine.GetTimestamp();
    }

    public ClockSpecification Specification { get; }

    public ClockMode Mode => Specification.Mode;

    /// <summary>When the next timer of a manual clock is due; null without timers and for other clocks.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.NextDue;
            }
        }
    }

    /// <summary>Ticks of <see cref="TimeSpan"/>, so that timestamps of every mode are comparable with its times.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        switch (Mode)
        {
            case ClockMode.Manual:
                lock (_lock)
                {
                    return _manualNow;
                }

            case ClockMode.Scaled:
                return _start + (_machine.GetElapsedTime(_machineStart) * Specification.Factor);
            default:
                return _machine.GetUtcNow();
        }
    }

    public override long GetTimestamp() => Mode switch
    {
        ClockMode.Real => _machine.GetElapsedTime(_machineStart).Ticks,
        _ => (GetUtcNow() - _start).Ticks,
    };

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        switch (Mode)
        {
            case ClockMode.Manual:
                var timer = new ManualTimer(this, callback, state);
                timer.Change(dueTime, period);
                return timer;
            case ClockMode.Scaled:
                return new ScaledTimer(_machine.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);
            default:
                return _machine.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>Moves a manual clock to <paramref name="instant"/>, firing what becomes due on the way at its own time.</summary>
    /// <exception cref="InvalidOperationException">The clock is not manual.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies in the clock's past.</exception>
    public void AdvanceTo(DateTimeOffset instant)
    {
        if (Mode != ClockMode.Manual)
        {
            throw new InvalidOperationException($"A {Specification} clock cannot be advanced; only a manual one can.");
        }

        lock (_lock)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(instant, _manualNow);
        }

        while (TakeDue(instant) is { } due)
        {
            due.Fire();
        }
    }

    internal TimeSpan Scale(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero ? span : TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (long)(span.Ticks / Specification.Factor)));

    internal void Schedule(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Set(timer, _manualNow + dueTime);
        }
    }

    internal void Unschedule(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset limit)
    {
        lock (_lock)
        {
            if (_timers.NextDue is { } next && next <= limit)
            {
                _manualNow = next > _manualNow ? next : _manualNow;
                return _timers.Take();
            }

            _manualNow = limit;
            return null;
        }
    }
}
