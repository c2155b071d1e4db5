using Fleet.Cli.Today;
using Fleet.Client;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Doctor;

/// <summary>Clusters the fleet cannot see as it should.</summary>
internal static class ClusterChecks
{
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(FleetClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var findings = new List<DoctorFinding>();
        var count = 0;
        try
        {
            await foreach (var cluster in client.Clusters.ListAsync(cancellationToken: cancellationToken))
            {
                count++;
                findings.AddRange(Of(cluster, now));
            }
        }
        catch (KubernetesApiException error)
        {
            return [DoctorFinding.Problem("clusters", error.Message, "a token whose role may list clusters")];
        }

        return count == 0
            ? [DoctorFinding.Warning("clusters", "the fleet has none", "fleet cluster add NAME --kubeconfig FILE --context CONTEXT")]
            : findings.Count == 0 ? [DoctorFinding.Ok("clusters", $"{count}, all reachable, authorized and current")] : findings;
    }

    public static IEnumerable<DoctorFinding> Of(FleetCluster cluster, DateTimeOffset now)
    {
        if (ClusterSource.Of(cluster) is { } item)
        {
            yield return DoctorFinding.Problem("clusters", $"{item.Title}: {string.Join("; ", item.Evidence)}", item.Command);
        }
        else if (!cluster.IsPaused && cluster.Condition("Ready")?.IsTrue != true)
        {
            var condition = cluster.Conditions.FirstOrDefault(one => !one.IsTrue);
            yield return DoctorFinding.Warning("clusters", $"{cluster.Name} is not ready yet{(condition is null ? "" : $": {condition.Type}: {condition.Message}")}", $"fleet describe cluster {cluster.Name}");
        }

        if (cluster.LastContact > now + TimeSpan.FromMinutes(1))
        {
            yield return DoctorFinding.Problem("clock", $"the silo {cluster.Document["status"u8]["silo"u8].AsString("")} saw {cluster.Name} in the future", "synchronize the silos' clocks with NTP");
        }
    }
}
