namespace Fleet.Grains.Clusters;

/// <summary>A cluster at one moment, for operators and tests.</summary>
[GenerateSerializer, Immutable, Alias("fleet.cluster-report")]
public sealed record ClusterReport
{
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The ownership epoch the grain writes under; 0 before it has one.</summary>
    [Id(1)]
    public long Epoch { get; init; }

    [Id(2)]
    public bool IsReachable { get; init; }

    [Id(3)]
    public bool IsSynced { get; init; }

    [Id(4)]
    public int Shards { get; init; }

    /// <summary>Objects followed in the cluster.</summary>
    [Id(5)]
    public int Objects { get; init; }

    /// <summary>The silo it is on.</summary>
    [Id(6)]
    public string Silo { get; init; } = "";

    /// <summary>What is wrong, empty when nothing is.</summary>
    [Id(7)]
    public string Problem { get; init; } = "";
}
