using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Following;
using Fleet.Resources.Clusters;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Clusters;

public sealed class StatusReaderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 2, 3, 17, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly StatusReader _reader;

    public StatusReaderTests() => _reader = new StatusReader(new RecordingShards(), _time, "silo-a");

    private ClusterObservation Answering => new()
    {
        Version = "v1.36.0",
        LastContact = _time.GetUtcNow(),
        Survey = new ClusterSurvey([], null, []),
        IsSynced = true,
        Kinds = [new KindState("pods", HasSynced: true, IsFailing: false, 3, TimeSpan.FromSeconds(30), null)],
    };

    [Fact]
    public void Contact_cluster_answers_is_an_exact_time_that_moves_each_five_minutes()
    {
        Assert.Equal(Start, Read(Answering).LastContactTime);
        _time.Advance(TimeSpan.FromSeconds(299));
        Assert.Equal(Start, Read(Answering).LastContactTime);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Start.AddSeconds(304), Read(Answering).LastContactTime);
    }

    [Fact]
    public void Contact_cluster_falls_silent_is_exact_at_once_and_its_lag_grows()
    {
        Read(Answering);
        _time.Advance(TimeSpan.FromSeconds(100));
        var silent = Answering with { Problem = new("Timeout", "no answer") };

        var status = Read(silent);
        Assert.Equal((Start.AddSeconds(100), null), (status.LastContactTime, status.WatchLagSeconds));
        Assert.Contains("What is known is of 2026-11-25T02:04:57Z.", status.Conditions.Select(condition => condition.Message));
        _time.Advance(TimeSpan.FromSeconds(130));
        Assert.Equal(120, Read(silent).WatchLagSeconds);
        Assert.Equal(120, Read(silent with { Kinds = [] }).WatchLagSeconds);
        Assert.Equal(0, Read(Answering).WatchLagSeconds);
    }

    [Fact]
    public void Contact_silo_was_restarted_is_what_was_stored()
    {
        var stored = new ClusterStatus { LastContactTime = Start.AddMinutes(-10) };

        var status = _reader.Read(new ClusterObservation { Problem = new("Timeout", "no answer") }, 1, stored);

        Assert.Equal((Start.AddMinutes(-10), 600L), (status.LastContactTime, status.WatchLagSeconds));
        Assert.Contains("What is known is of 2026-11-25T01:53:17Z.", status.Conditions.Select(condition => condition.Message));
    }

    private ClusterStatus Read(ClusterObservation seen) => _reader.Read(seen, 1, null);
}
