using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fleet.Grains.Clusters;

namespace Fleet.Grains;

/// <summary>What the grains tell about themselves: meter and activity source <see cref="Name"/>.</summary>
public sealed class GrainInstruments
{
    public const string Name = "Fleet.Grains";

    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _publish;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _stuck;
    private readonly Counter<long> _revived;
    private readonly Histogram<double> _query;
    private readonly Counter<long> _memberEvents;
    private readonly Counter<long> _feeds;

    public GrainInstruments(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(Name);
        _published = meter.CreateCounter<long>("fleet_workload_changes_total", description: "Rows published.");
        _publish = meter.CreateHistogram<double>("fleet_workload_publish_duration_seconds", "s", "Time of one commit of a shard.");
        _refused = meter.CreateCounter<long>("fleet_inventory_refusals_total", description: "Batches a shard did not take, by reason.");
        _stuck = meter.CreateCounter<long>("fleet_workloads_stuck_total", description: "Workloads found stuck.");
        _revived = meter.CreateCounter<long>("fleet_cluster_revivals_total", description: "Clusters told to be live, by outcome.");
        _query = meter.CreateHistogram<double>("fleet_workload_read_duration_seconds", "s", "Time of a read of the fleet's workloads, by kind.");
        _memberEvents = meter.CreateCounter<long>("fleet_member_events_total", description: "Changes of member objects passed on to shards.");
        _feeds = meter.CreateCounter<long>("fleet_cluster_feeds_total", description: "Feeds of clusters that ended, by reason.");
        Clusters = new ClusterGauges(meter);
    }

    /// <summary>Spans of what crosses grains.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>The clusters that are live here.</summary>
    internal ClusterGauges Clusters { get; }

    /// <summary>A shard took changes of member objects.</summary>
    public void OnMemberEvents(int changes) => _memberEvents.Add(changes);

    /// <summary>A feed of a cluster ended.</summary>
    public void OnFeedEnded(string reason) => _feeds.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Counts the rows shown on this silo, by health, whenever somebody reads the metrics.</summary>
    public void ObserveWorkloads(Func<IEnumerable<KeyValuePair<string, long>>> count) => _meter.CreateObservableGauge(
        "fleet_workloads",
        () => count().Select(entry => new Measurement<long>(entry.Value, new KeyValuePair<string, object?>("health", entry.Key))),
        description: "Workloads live on this silo, by health.");

    /// <summary>A shard committed some rows.</summary>
    public void OnPublished(int rows, TimeSpan elapsed)
    {
        _published.Add(rows);
        _publish.Record(elapsed.TotalSeconds);
    }

    /// <summary>A shard refused a batch.</summary>
    public void OnRefused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A workload was found stuck.</summary>
    public void OnStuck() => _stuck.Add(1);

    /// <summary>A cluster was told to be live.</summary>
    public void OnRevived(bool succeeded) => _revived.Add(1, new KeyValuePair<string, object?>("outcome", succeeded ? "ok" : "failed"));

    /// <summary>A read was answered.</summary>
    public void OnRead(string kind, TimeSpan elapsed) => _query.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
}
