using Fleet.Cli.Terminal;
using Fleet.Client;

namespace Fleet.Cli.Clusters;

/// <summary>Waits until a cluster that was added is ready, and says what is missing when it is not.</summary>
internal static class ClusterReadiness
{
    private static readonly string[] Order = ["Reachable", "Authorized", "Synced", "Ready"];

    /// <summary>The cluster as it is when it is ready, can no longer become ready by itself, or the time is up.</summary>
    public static Task<FleetCluster?> WaitAsync(CliConsole console, FleetClient client, string name, TimeSpan limit, CancellationToken cancellationToken) =>
        console.WithProgressAsync($"{name}: connecting", async report =>
        {
            FleetCluster? last = null;
            using var deadline = new CancellationTokenSource(limit, console.Time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            try
            {
                await foreach (var change in client.Clusters.WatchAsync(new FleetListOptions { FieldSelector = $"metadata.name={name}" }, stop.Token))
                {
                    last = change.Object ?? last;
                    if (last is not null && IsDecided(last))
                    {
                        break;
                    }

                    report($"{name}: {Progress(last)}");
                }
            }
            catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // The time is up: what is known is told.
            }

            return last;
        });

    public static bool IsReady(FleetCluster? cluster) => cluster?.Condition("Ready")?.IsTrue == true && IsCurrent(cluster);

    /// <summary>One line a condition that does not hold.</summary>
    public static IEnumerable<string> Missing(FleetCluster? cluster) => cluster is null || cluster.Conditions.Count == 0
        ? ["nothing is known of it yet"]
        : cluster.Conditions.Where(condition => !condition.IsTrue).OrderBy(condition => Array.IndexOf(Order, condition.Type))
            .Select(condition => $"{condition.Type} is {condition.Status}: {condition.Reason}{(condition.Message.Length > 0 ? $": {condition.Message}" : "")}");

    /// <summary>What mends it, as commands.</summary>
    public static string? Remedy(FleetCluster? cluster, string? context) => cluster?.Condition("Authorized")?.IsFalse == true
        ? $"fleet cluster rbac --access {cluster.Access} | kubectl --context {context ?? "CONTEXT"} apply -f -"
        : null;

    private static bool IsDecided(FleetCluster cluster) =>
        IsReady(cluster) || (IsCurrent(cluster) && cluster.Condition("Reachable")?.IsTrue == true && cluster.Condition("Authorized")?.IsFalse == true);

    private static bool IsCurrent(FleetCluster cluster) => (cluster.Document["status"u8]["observedGeneration"u8].AsInt64() ?? cluster.Generation) >= cluster.Generation;

    private static string Progress(FleetCluster? cluster) => cluster switch
    {
        null => "connecting",
        _ when cluster.Condition("Reachable")?.IsTrue != true => $"connecting{(cluster.Condition("Reachable")?.Message is { Length: > 0 } message ? $" ({message})" : "")}",
        _ when cluster.Condition("Synced")?.IsTrue != true => $"reading, {cluster.Workloads()} workloads so far",
        _ => "nearly ready",
    };
}
