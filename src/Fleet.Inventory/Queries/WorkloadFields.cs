using System.Globalization;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>The fields workloads can be selected, sorted and counted by: the API's field selectors and the query endpoint know the same.</summary>
public static class WorkloadFields
{
    private static readonly Dictionary<string, WorkloadField> ByName = new WorkloadField[]
    {
        new("metadata.name", row => row.ObjectName),
        new("metadata.namespace", row => row.Key.Namespace),
        new("spec.ref.cluster", row => row.Key.Cluster),
        new("spec.ref.group", row => row.Key.Group),
        new("spec.ref.kind", row => row.Key.Kind),
        new("spec.ref.name", row => row.Key.Name),
        new("status.health", row => row.Health.ToString()),
        new("status.reason", row => row.Reason),
        new("status.replicas.desired", row => Text(row.DesiredReplicas), row => row.DesiredReplicas),
        new("status.replicas.ready", row => Text(row.ReadyReplicas), row => row.ReadyReplicas),
        new("status.pods.restarts", row => Text(row.Restarts), row => row.Restarts),
        new("status.pods.oomKills", row => Text(row.OomKills), row => row.OomKills),
        new("status.resources.requests.cpu", row => Text(row.CpuRequestMillicores) + "m", row => row.CpuRequestMillicores),
        new("status.resources.requests.memory", row => Text(row.MemoryRequestBytes), row => row.MemoryRequestBytes),
        new("status.lastChange.time", row => Text(row.ChangedAt), row => row.ChangedAt),
    }.ToDictionary(field => field.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<WorkloadField> All => ByName.Values;

    /// <summary>The field of a name, or null.</summary>
    public static WorkloadField? Find(string name) => ByName.GetValueOrDefault(name);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
