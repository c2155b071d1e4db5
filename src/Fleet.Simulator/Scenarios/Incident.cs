using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Scenarios;

/// <summary>One entry of a scenario's timeline.</summary>
/// <param name="Id">Its name in the ground truth.</param>
/// <param name="Kind">What happens.</param>
/// <param name="At">When it begins, after the start of the fleet.</param>
/// <param name="For">How long it lasts; zero for what happens at once and stays.</param>
/// <param name="Severity">How bad it is, above 0 and at most 1.</param>
public sealed record Incident(string Id, IncidentKind Kind, TimeSpan At, TimeSpan For, double Severity)
{
    /// <summary>Names of clusters, <c>*</c> for any characters.</summary>
    public string Cluster { get; init; } = "*";

    public string? Namespace { get; init; }

    public string? Workload { get; init; }

    public string? Node { get; init; }

    /// <summary>At most so many of the matching workloads or nodes of a cluster, chosen by the seed; null for all.</summary>
    public int? Count { get; init; }

    /// <summary>The share of the matching workloads or nodes of a cluster.</summary>
    public double Share { get; init; } = 1;

    /// <summary>What the kind needs besides: <c>image</c>, <c>replicas</c>, <c>path</c> and <c>value</c>, <c>latency</c>.</summary>
    public DocumentValue Parameters { get; init; }
}
