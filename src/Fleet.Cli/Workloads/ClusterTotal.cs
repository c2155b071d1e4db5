using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Workloads;

/// <summary>What a cluster's workloads come to.</summary>
internal sealed record ClusterTotal(string Name)
{
    public long Workloads { get; init; }

    public Quantity Cpu { get; init; }

    public Quantity Memory { get; init; } = new(0, QuantityFormat.BinarySI);

    public long Restarts { get; init; }

    public long OomKills { get; init; }

    public long Replicas { get; init; }

    public long Degraded { get; init; }

    public Document ToDocument() => DocumentNode.Object(
        ("cluster", Name),
        ("workloads", Workloads),
        ("cpu", Cpu.ToString()),
        ("memory", Memory.ToString()),
        ("restarts", Restarts),
        ("oomKills", OomKills),
        ("replicas", Replicas),
        ("degraded", Degraded)).ToDocument();
}
