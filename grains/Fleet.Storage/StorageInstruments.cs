using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fleet.Storage.Log;

namespace Fleet.Storage;

/// <summary>Metrics and traces of the store; meter and source are <c>Fleet.Storage</c>.</summary>
public sealed class StorageInstruments
{
    public const string MeterName = "Fleet.Storage";

    private static readonly ActivitySource Traces = new(MeterName);

    private readonly Counter<long> _commits;
    private readonly Counter<long> _failures;
    private readonly Histogram<double> _durations;
    private readonly Histogram<int> _batches;

    public StorageInstruments(IMeterFactory meters)
        : this(meters.Create(MeterName))
    {
    }

    /// <summary>For hosts that open the store before there are services.</summary>
    public StorageInstruments(Meter meter)
    {
        _commits = meter.CreateCounter<long>("fleet_commits_total", description: "Commits that were decided: written, conflicting or fenced.");
        _failures = meter.CreateCounter<long>("fleet_commit_failures_total", description: "Commits that failed because the store could not be used.");
        _durations = meter.CreateHistogram<double>("fleet_commit_duration_seconds", "s", "Time to write a batch of commits.");
        _batches = meter.CreateHistogram<int>("fleet_commit_batch_size", description: "Commits written together.");
    }

    /// <summary>A span around a commit, when somebody traces.</summary>
    public static Activity? StartCommit(FleetCommit commit)
    {
        var activity = Traces.StartActivity("fleet.commit", ActivityKind.Client);
        activity?.SetTag("fleet.mutations", commit.Mutations.Count);
        activity?.SetTag("fleet.events", commit.Events.Count);
        return activity;
    }

    /// <summary>A batch is durable.</summary>
    public void OnCommitted(int commits, TimeSpan elapsed)
    {
        _commits.Add(commits);
        _durations.Record(elapsed.TotalSeconds);
        _batches.Record(commits);
    }

    /// <summary>The store could not be used.</summary>
    public void OnFailed(int commits) => _failures.Add(commits);
}
