using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Fleet.Grains.Clusters.Following;

namespace Fleet.Grains.Clusters;

/// <summary>The clusters that are live on this silo, counted when somebody looks. Thread safe.</summary>
internal sealed class ClusterGauges
{
    private static readonly string[] States = ["ready", "reading", "unreachable", "paused"];

    private readonly ConcurrentDictionary<ClusterTenure, bool> _live = new();

    public ClusterGauges(Meter meter)
    {
        meter.CreateObservableGauge("fleet_clusters", Count, description: "Clusters live on this silo, by state.");
        meter.CreateObservableGauge("fleet_member_objects", () => Observations.Sum(seen => (long)seen.Objects), description: "Member objects followed.");
        meter.CreateObservableGauge(
            "fleet_watch_lag_seconds", () => Observations.Select(seen => seen.Lag?.TotalSeconds ?? 0).DefaultIfEmpty().Max(), "s", "The longest any watch of a cluster that answers has heard nothing.");
    }

    private IEnumerable<ClusterObservation> Observations => _live.Keys.Select(tenure => tenure.Observe()).Where(seen => seen.Problem is null);

    public void Add(ClusterTenure tenure) => _live[tenure] = true;

    public void Remove(ClusterTenure tenure) => _live.TryRemove(tenure, out _);

    private IEnumerable<Measurement<int>> Count()
    {
        var counts = _live.Keys.Select(tenure => StateOf(tenure.Observe())).CountBy(state => state).ToDictionary(StringComparer.Ordinal);
        return States.Select(state => new Measurement<int>(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state)));
    }

    private static string StateOf(ClusterObservation seen) => seen switch
    {
        { IsPaused: true } => "paused",
        { Problem: not null } => "unreachable",
        { IsSynced: true } => "ready",
        _ => "reading",
    };
}
