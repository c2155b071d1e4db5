using Fleet.Simulator.Time;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Simulator.Tests.Time;

public sealed class SimulatedClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("real", ClockMode.Real, 1)]
    [InlineData("x1", ClockMode.Real, 1)]
    [InlineData("x60", ClockMode.Scaled, 60)]
    [InlineData("x0.5", ClockMode.Scaled, 0.5)]
    [InlineData("manual", ClockMode.Manual, 1)]
    public void Parse_accepted_forms(string text, ClockMode mode, double factor) =>
        Assert.Equal(new ClockSpecification(mode, factor), ClockSpecification.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("x0")]
    [InlineData("x-1")]
    [InlineData("fast")]
    public void Parse_anything_else_names_the_value(string text) =>
        Assert.Contains($"\"{text}\"", Assert.Throws<FormatException>(() => ClockSpecification.Parse(text)).Message);

    [Fact]
    public void AdvanceTo_fires_timers_in_due_order_at_their_own_time()
    {
        var clock = CreateClock(ClockSpecification.Manual);
        var fired = new List<string>();
        using var late = clock.CreateTimer(_ => fired.Add($"late {clock.GetUtcNow() - Start}"), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = clock.CreateTimer(_ => fired.Add($"tick {clock.GetUtcNow() - Start}"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        clock.AdvanceTo(Start.AddSeconds(3.5));

        Assert.Equal(["tick 00:00:01", "tick 00:00:02", "late 00:00:03", "tick 00:00:03"], fired);
        Assert.Equal(Start.AddSeconds(3.5), clock.GetUtcNow());
        Assert.Equal(Start.AddSeconds(4), clock.NextDue);
    }

    [Fact]
    public void Disposed_and_changed_timers_do_not_fire_at_their_old_time()
    {
        var clock = CreateClock(ClockSpecification.Manual);
        var fired = 0;
        var disposed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var changed = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        changed.Change(TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        clock.AdvanceTo(Start.AddSeconds(4));
        Assert.Equal(0, fired);
        clock.AdvanceTo(Start.AddSeconds(5));
        Assert.Equal(1, fired);
        Assert.Null(clock.NextDue);
    }

    [Fact]
    public void AdvanceTo_the_past_or_on_another_clock_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CreateClock(ClockSpecification.Manual).AdvanceTo(Start.AddSeconds(-1)));
        Assert.Throws<InvalidOperationException>(() => CreateClock(ClockSpecification.Real).AdvanceTo(Start));
    }

    [Fact]
    public void Scaled_clock_runs_and_fires_faster_than_the_machine()
    {
        var machine = new FakeTimeProvider(Start);
        var clock = new SimulatedClock(ClockSpecification.Parse("x60"), machine);
        var fired = false;
        using var timer = clock.CreateTimer(_ => fired = true, null, TimeSpan.FromMinutes(2), Timeout.InfiniteTimeSpan);

        machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Start.AddMinutes(1), clock.GetUtcNow());
        Assert.False(fired);
        machine.Advance(TimeSpan.FromSeconds(1));
        Assert.True(fired);
        Assert.Equal(TimeSpan.FromMinutes(2), clock.GetElapsedTime(0));
    }

    private static SimulatedClock CreateClock(ClockSpecification specification) => new(specification, new FakeTimeProvider(Start));
}
