using Fleet.Simulator.Time;

namespace Fleet.Simulator.Hosting;

/// <summary>What a simulated fleet is made of: the options of <c>fleet simulate</c>.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Most clusters of a process.</summary>
    public const int MaxClusters = 10_000;

    /// <summary>Most workloads of a cluster.</summary>
    public const int MaxWorkloads = 10_000;

    /// <summary>Clusters <c>c1</c> to <c>cN</c>.</summary>
    public int Clusters { get; init; } = 1;

    /// <summary>Workloads of each cluster, one Deployment with one pod each.</summary>
    public int Workloads { get; init; } = 10;

    /// <summary>Nodes of each cluster.</summary>
    public int Nodes { get; init; } = 6;

    /// <summary>The TLS port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Workload controllers, scheduler and kubelet run. Namespaces and garbage collection always do.</summary>
    public bool Controllers { get; init; } = true;

    public ClockSpecification Clock { get; init; } = ClockSpecification.Real;

    /// <summary>Decides names, sizes, loads and delays.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>No workloads and no namespaces but the system's: what a new cluster looks like.</summary>
    public bool Empty { get; init; }

    /// <summary>A timeline of incidents (docs/scenarios.md); null for none.</summary>
    public string? ScenarioFile { get; init; }

    /// <summary>Where the ground truth of the incidents is written, one JSON object a line; null for nowhere.</summary>
    public string? TruthFile { get; init; }

    /// <summary>Names every option that is out of range.</summary>
    /// <exception cref="ArgumentException">At least one is.</exception>
    public void Validate()
    {
        Check(Clusters is >= 1 and <= MaxClusters, nameof(Clusters), Clusters, $"1 to {MaxClusters}");
        Check(Workloads is >= 0 and <= MaxWorkloads, nameof(Workloads), Workloads, $"0 to {MaxWorkloads}");
        Check(Nodes is >= 0 and <= 1000, nameof(Nodes), Nodes, "0 to 1000");
        Check(Port is >= 0 and <= 65535, nameof(Port), Port, "0 to 65535");
        Check(Workloads == 0 || Empty || Nodes * Seeding.NodeFactory.PodsPerNode >= Workloads, nameof(Nodes), Nodes, $"at least one for each {Seeding.NodeFactory.PodsPerNode} workloads");
    }

    private static void Check(bool holds, string name, int value, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name.ToLowerInvariant()}: {value} is not accepted; accepted is {accepted}.");
        }
    }
}
