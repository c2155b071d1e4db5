using Fleet.Client;

namespace Fleet.Cli.Today;

/// <summary>Clusters that cannot be seen: unreachable, not authorized, or far behind.</summary>
public sealed class ClusterSource : ITodaySource
{
    /// <summary>Farther behind than this, what is shown is misleading.</summary>
    public const int MaxLagSeconds = 120;

    public string Name => "clusters";

    public async Task<IReadOnlyList<TodayItem>> FindAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var items = new List<TodayItem>();
        await foreach (var cluster in client.Clusters.ListAsync(cancellationToken: cancellationToken))
        {
            if (Of(cluster) is { } item)
            {
                items.Add(item);
            }
        }

        return items;
    }

    /// <summary>What is the matter with a cluster, or null.</summary>
    public static TodayItem? Of(FleetCluster cluster)
    {
        if (cluster.IsPaused)
        {
            return null;
        }

        var affected = Math.Max(1, cluster.Workloads());
        if (cluster.Condition("Reachable") is { IsFalse: true } reachable)
        {
            return new TodayItem(TodaySeverity.Outage, $"{cluster.Name} cannot be reached", affected, $"fleet describe cluster {cluster.Name}")
            {
                Since = reachable.Since,
                Evidence = [$"{reachable.Reason}: {reachable.Message}", LastContact(cluster)],
            };
        }

        if (cluster.Condition("Authorized") is { IsFalse: true } authorized)
        {
            return new TodayItem(TodaySeverity.Outage, $"{cluster.Name} does not let the fleet read what it needs", affected, $"fleet cluster rbac --access {cluster.Access} | kubectl --context CONTEXT apply -f -")
            {
                Since = authorized.Since,
                Evidence = [$"{authorized.Reason}: {authorized.Message}"],
            };
        }

        return cluster.WatchLagSeconds > MaxLagSeconds
            ? new TodayItem(TodaySeverity.Stuck, $"what is known of {cluster.Name} is {cluster.WatchLagSeconds} s old", affected, $"fleet describe cluster {cluster.Name}") { Evidence = [LastContact(cluster)] }
            : null;
    }

    private static string LastContact(FleetCluster cluster) =>
        cluster.LastContact is { } time ? $"last contact {Fleet.Kubernetes.Values.Timestamps.Format(time)}" : "no contact yet";
}
