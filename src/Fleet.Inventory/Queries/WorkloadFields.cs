using System.Globalization;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Queries;

/// <summary>The fields workloads can be selected, sorted and counted by: the API's field selectors and the query endpoint know the same.</summary>
public static class WorkloadFields
{
    /// <summary>By value: <c>Enum.ToString</c> is slow for what is counted a hundred thousand times.</summary>
    private static readonly string[] HealthNames = Enum.GetNames<HealthStatus>();

    private static readonly Dictionary<string, WorkloadField> ByName = new WorkloadField[]
    {
        new("metadata.name", row => row.ObjectName),
        new("metadata.namespace", row => row.Key.Namespace),
        new("spec.ref.cluster", row => row.Key.Cluster),
        new("spec.ref.group", row => row.Key.Group),
        new("spec.ref.kind", row => row.Key.Kind),
        new("spec.ref.name", row => row.Key.Name),

        // Sorted by how bad it is, not by the letter.
        new("status.health", row => HealthNames[(int)row.Health], row => (long)row.Health) { Parse = ParseHealth, Accepts = $"one of {string.Join(", ", HealthNames)}" },
        new("status.reason", row => row.Reason),
        Count("status.replicas.desired", row => row.DesiredReplicas),
        Count("status.replicas.ready", row => row.ReadyReplicas),
        Count("status.pods.restarts", row => row.Restarts),
        Count("status.pods.oomKills", row => row.OomKills),
        Amount("status.resources.requests.cpu", row => row.CpuRequestMillicores, milli: true),
        Amount("status.resources.requests.memory", row => row.MemoryRequestBytes, milli: false),
        new("status.lastChange.time", row => Time(row.ChangedAt), row => row.ChangedAt) { Parse = ParseTime, Accepts = "a time such as 2026-01-02T15:04:05Z" },
    }.ToDictionary(field => field.Name, StringComparer.Ordinal);

    public static IReadOnlyCollection<WorkloadField> All => ByName.Values;

    /// <summary>The field of a name, or null.</summary>
    public static WorkloadField? Find(string name) => ByName.GetValueOrDefault(name);

    private static WorkloadField Count(string name, Func<Workload, long> number) =>
        new(name, row => number(row).ToString(CultureInfo.InvariantCulture), number) { Parse = ParseInteger, Accepts = "an integer" };

    private static WorkloadField Amount(string name, Func<Workload, long> number, bool milli) => new(
        name,
        row => number(row).ToString(CultureInfo.InvariantCulture) + (milli ? "m" : ""),
        number)
    {
        Parse = text => Quantity.TryParse(text, out var quantity) ? (milli ? quantity.ToMilli() : quantity.ToInt64()) : null,
        Accepts = milli ? "a quantity such as 250m" : "a quantity such as 512Mi",
    };

    private static long? ParseHealth(string text) => Array.IndexOf(HealthNames, text) is >= 0 and var index ? index : null;

    private static long? ParseInteger(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The empty text is the time of what was never seen to change.</summary>
    private static long? ParseTime(string text) => text.Length == 0 ? 0 : Timestamps.TryParse(text, out var time) ? time.ToUnixTimeSeconds() : null;

    private static string Time(long seconds) => seconds == 0 ? "" : Timestamps.Format(DateTimeOffset.FromUnixTimeSeconds(seconds));
}
