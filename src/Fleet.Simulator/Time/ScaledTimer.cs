namespace Fleet.Simulator.Time;

/// <summary>A machine timer whose spans are given in the time of a scaled clock.</summary>
internal sealed class ScaledTimer(ITimer machineTimer, SimulatedClock clock) : ITimer
{
    public bool Change(TimeSpan dueTime, TimeSpan period) => machineTimer.Change(clock.Scale(dueTime), clock.Scale(period));

    public void Dispose() => machineTimer.Dispose();

    public ValueTask DisposeAsync() => machineTimer.DisposeAsync();
}
