using Fleet.Client;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Workloads;

/// <summary>Workloads added up by cluster.</summary>
internal sealed class ClusterTotals
{
    private readonly Dictionary<string, ClusterTotal> _totals = new(StringComparer.Ordinal);

    public long Workloads => _totals.Values.Sum(total => total.Workloads);

    public void Add(IEnumerable<FleetWorkload> workloads)
    {
        foreach (var row in workloads)
        {
            var before = _totals.GetValueOrDefault(row.Cluster) ?? new ClusterTotal(row.Cluster);
            _totals[row.Cluster] = before with
            {
                Workloads = before.Workloads + 1,
                Cpu = before.Cpu + Amount(row.CpuRequest),
                Memory = before.Memory + Amount(row.MemoryRequest),
                Restarts = before.Restarts + row.Restarts,
                OomKills = before.OomKills + row.OomKills,
                Replicas = before.Replicas + row.DesiredReplicas,
                Degraded = before.Degraded + (row.Health == HealthStatus.Degraded ? 1 : 0),
            };
        }
    }

    /// <summary>Those with most of a field, by name where they have the same.</summary>
    public IReadOnlyList<ClusterTotal> Top(string field, int count)
    {
        Func<ClusterTotal, Quantity> amount = field switch
        {
            "status.resources.requests.cpu" => total => total.Cpu,
            "status.resources.requests.memory" => total => total.Memory,
            "status.pods.restarts" => total => new Quantity(total.Restarts),
            "status.pods.oomKills" => total => new Quantity(total.OomKills),
            _ => total => new Quantity(total.Replicas),
        };
        return [.. _totals.Values.OrderByDescending(amount).ThenBy(total => total.Name, StringComparer.Ordinal).Take(count)];
    }

    private static Quantity Amount(string text) => Quantity.TryParse(text, out var amount) ? amount : Quantity.Zero;
}
