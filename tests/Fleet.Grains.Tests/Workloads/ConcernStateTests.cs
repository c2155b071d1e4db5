using Fleet.Grains.Workloads;
using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Tests.Workloads;

/// <summary>What follows from observations and from time.</summary>
public sealed class ConcernStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private static readonly WorkloadConcernOptions Options = new();

    [Theory]
    [InlineData(HealthStatus.Progressing, true)]
    [InlineData(HealthStatus.Degraded, true)]
    [InlineData(HealthStatus.Healthy, false)]
    [InlineData(HealthStatus.Suspended, false)]
    [InlineData(HealthStatus.Unknown, false)]
    [InlineData(HealthStatus.Missing, false)]
    public void After_first_observation_only_trouble_is_remembered(HealthStatus health, bool isRemembered)
    {
        var state = ConcernState.After(null, Seen(1, health), Start);

        Assert.Equal(isRemembered, state is not null);
    }

    [Fact]
    public void After_older_version_changes_nothing()
    {
        var state = ConcernState.After(null, Seen(5, HealthStatus.Degraded), Start);

        Assert.Same(state, ConcernState.After(state, Seen(4, HealthStatus.Healthy), Start.AddMinutes(1)));
        Assert.Same(state, ConcernState.After(state, Seen(5, HealthStatus.Healthy), Start.AddMinutes(1)));
    }

    [Fact]
    public void After_trouble_comes_back_before_it_settled_is_the_same_concern()
    {
        var state = ConcernState.After(null, Seen(1, HealthStatus.Degraded), Start);
        state = ConcernState.After(state, Seen(2, HealthStatus.Healthy, HealthStatus.Degraded), Start.AddMinutes(1));
        state = ConcernState.After(state, Seen(3, HealthStatus.Degraded, HealthStatus.Healthy), Start.AddMinutes(2));

        Assert.Equal((Start, Start.AddMinutes(2)), (state!.Since, state.HealthSince));
    }

    [Fact]
    public void After_recovery_was_never_heard_of_is_another_concern()
    {
        var state = ConcernState.After(null, Seen(1, HealthStatus.Degraded), Start)! with { IsStuck = true };

        state = ConcernState.After(state, Seen(9, HealthStatus.Progressing, HealthStatus.Healthy), Start.AddHours(1));

        Assert.Equal((Start.AddHours(1), false), (state!.Since, state.IsStuck));
    }

    [Fact]
    public void After_workload_is_gone_nothing_is_remembered()
    {
        var state = ConcernState.After(null, Seen(1, HealthStatus.Degraded), Start);

        Assert.Null(ConcernState.After(state, Seen(2, HealthStatus.Missing), Start));
    }

    [Fact]
    public void NextCheck_depends_on_what_time_would_change()
    {
        var progressing = ConcernState.After(null, Seen(1, HealthStatus.Progressing), Start)!;
        var degraded = ConcernState.After(progressing, Seen(2, HealthStatus.Degraded), Start.AddMinutes(3))!;
        var settled = ConcernState.After(degraded, Seen(3, HealthStatus.Healthy), Start.AddMinutes(4))!;

        Assert.Equal(Start + Options.ProgressDeadline, progressing.NextCheck(Options));
        Assert.Equal(Start.AddMinutes(3) + Options.DegradedDeadline, degraded.NextCheck(Options));
        Assert.Equal(Start.AddMinutes(4) + Options.SettleTime, settled.NextCheck(Options));
        Assert.Null((degraded with { IsStuck = true }).NextCheck(Options));
    }

    [Fact]
    public void ToDocument_reads_back_the_same()
    {
        var state = ConcernState.After(null, Seen(7, HealthStatus.Progressing), Start)! with { IsStuck = true };

        Assert.Equal(state, ConcernState.Read(state.ToDocument()));
    }

    [Theory]
    [InlineData(0, 5, 5, "ProgressDeadline")]
    [InlineData(10, -1, 5, "DegradedDeadline")]
    [InlineData(10, 5, 100_000, "SettleTime")]
    public void Validate_time_is_out_of_range_names_it(int progress, int degraded, int settle, string named)
    {
        var result = new WorkloadConcernOptionsValidator().Validate(null, new()
        {
            ProgressDeadline = TimeSpan.FromMinutes(progress),
            DegradedDeadline = TimeSpan.FromMinutes(degraded),
            SettleTime = TimeSpan.FromMinutes(settle),
        });

        Assert.Contains(named, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private static WorkloadObservation Seen(long version, HealthStatus health, HealthStatus? before = null) => new(version, health, "Because", 1, before);
}
