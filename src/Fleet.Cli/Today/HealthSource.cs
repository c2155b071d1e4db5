using Fleet.Client;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Health;

namespace Fleet.Cli.Today;

/// <summary>Workloads that do not do their work, or do not get on.</summary>
public sealed class HealthSource : ITodaySource
{
    private const int MaxRows = 1000;

    /// <summary>A rollout that takes longer is looked at by somebody.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(30);

    public string Name => "health";

    public async Task<IReadOnlyList<TodayItem>> FindAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var items = new List<TodayItem>();
        foreach (var selector in (string[])["status.health=Degraded", "status.health=Progressing", "status.pods.oomKills!=0,status.health!=Degraded"])
        {
            var answer = await client.QueryAsync(new WorkloadQuery { FieldSelector = selector, Sort = ["-status.pods.restarts"], Limit = MaxRows }, cancellationToken);
            items.AddRange(Of(answer.Rows, now));
        }

        return items;
    }

    /// <summary>One item for workloads of one namespace, kind and name that have the same trouble, in however many clusters.</summary>
    public static IEnumerable<TodayItem> Of(IEnumerable<FleetWorkload> workloads, DateTimeOffset now) => workloads
        .Where(workload => Trouble(workload, now) is not null)
        .GroupBy(workload => (workload.Namespace, workload.Kind, workload.MemberName, Trouble: Trouble(workload, now)!.Value))
        .Select(group => Item(group.Key.Trouble.Severity, group.Key.Trouble.Text, [.. group.OrderBy(workload => workload.ChangedAt ?? DateTimeOffset.MaxValue).ThenBy(workload => workload.Name, StringComparer.Ordinal)]));

    private static (TodaySeverity Severity, string Text)? Trouble(FleetWorkload workload, DateTimeOffset now) => workload switch
    {
        { Health: HealthStatus.Degraded } => (TodaySeverity.Failing, workload.Reason.Length > 0 ? $"is degraded ({workload.Reason})" : "is degraded"),
        { Health: HealthStatus.Progressing } when now - (workload.ChangedAt ?? workload.CreatedAt) > StuckAfter =>
            (TodaySeverity.Stuck, workload.Reason.Length > 0 ? $"does not get on ({workload.Reason})" : "does not get on"),
        { OomKills: > 0 } => (TodaySeverity.Stuck, "was killed for memory"),
        _ => null,
    };

    private static TodayItem Item(TodaySeverity severity, string trouble, List<FleetWorkload> group)
    {
        var first = group[0];
        var clusters = group.Select(workload => workload.Cluster).Distinct(StringComparer.Ordinal).ToList();
        var place = clusters.Count == 1 ? $"in {clusters[0]}" : $"in {clusters.Count} clusters";
        return new TodayItem(severity, $"{first.Kind} {first.Namespace}/{first.MemberName} {trouble} {place}", group.Count, $"fleet describe workload {first.Name} -n {first.Namespace}")
        {
            // A rollout hangs since it was begun; since when something fails only its parts know.
            Since = severity == TodaySeverity.Stuck ? group.Min(workload => workload.ChangedAt) : null,
            Evidence = [.. Evidence(group, clusters)],
            Example = (first.Namespace, first.Name),
        };
    }

    private static IEnumerable<string> Evidence(List<FleetWorkload> group, List<string> clusters)
    {
        var first = group[0];
        yield return $"{group.Sum(workload => workload.ReadyReplicas)} of {group.Sum(workload => workload.DesiredReplicas)} replicas ready, "
            + $"{group.Sum(workload => workload.Restarts)} restarts, {group.Sum(workload => workload.OomKills)} killed for memory";
        if (first.Message.Length > 0)
        {
            yield return first.Message;
        }

        if (clusters.Count > 1)
        {
            yield return $"clusters {string.Join(", ", clusters.Take(5))}{(clusters.Count > 5 ? ", …" : "")}";
        }

        if (first.ChangedBy.Length > 0)
        {
            yield return $"last changed by {first.ChangedBy}{(first.ChangedAt is { } time ? $" at {Fleet.Kubernetes.Values.Timestamps.Format(time)}" : "")}";
        }
    }
}
