using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;

namespace Fleet.Client;

/// <summary>A <c>Workload</c>: a Deployment, StatefulSet, … of some member cluster. Read-only for clients.</summary>
public sealed class FleetWorkload(Document document) : FleetObject(document)
{
    public string Cluster => Reference["cluster"u8].AsString("");

    /// <summary>The kind in the member cluster.</summary>
    public string Kind => Reference["kind"u8].AsString("");

    /// <summary>The name in the member cluster.</summary>
    public string MemberName => Reference["name"u8].AsString("");

    public HealthStatus Health => Enum.TryParse<HealthStatus>(Status["health"u8].AsString(""), out var health) ? health : HealthStatus.Unknown;

    /// <summary>Why, in a CamelCase word.</summary>
    public string Reason => Status["reason"u8].AsString("");

    /// <summary>Why, in a sentence.</summary>
    public string Message => Status["message"u8].AsString("");

    public IReadOnlyList<string> Images => [.. Spec["images"u8].Items.ToList().Select(image => image.AsString(""))];

    public long DesiredReplicas => Status["replicas"u8]["desired"u8].AsInt64() ?? 0;

    public long ReadyReplicas => Status["replicas"u8]["ready"u8].AsInt64() ?? 0;

    public long Restarts => Status["pods"u8]["restarts"u8].AsInt64() ?? 0;

    public long OomKills => Status["pods"u8]["oomKills"u8].AsInt64() ?? 0;

    /// <summary>A Kubernetes quantity, of all replicas; empty when none asks for CPU.</summary>
    public string CpuRequest => Quantity("requests", "cpu");

    /// <inheritdoc cref="CpuRequest"/>
    public string MemoryRequest => Quantity("requests", "memory");

    public string CpuLimit => Quantity("limits", "cpu");

    public string MemoryLimit => Quantity("limits", "memory");

    /// <summary>When somebody last changed what is wanted.</summary>
    public DateTimeOffset? ChangedAt => Time(Status["lastChange"u8]["time"u8]);

    /// <summary>The field manager that did.</summary>
    public string ChangedBy => Status["lastChange"u8]["manager"u8].AsString("");

    /// <summary>As last known: its cluster cannot be read at the moment.</summary>
    public bool IsStale => Status["stale"u8] is { IsNullOrUndefined: false } stale && stale.AsBoolean() != false;

    private DocumentValue Reference => Spec["ref"u8];

    private string Quantity(string kind, string resource)
    {
        var value = Status["resources"u8][kind][resource];
        return value.AsString() ?? (value.IsNumber ? value.ToString() : "");
    }
}
