using System.Collections.Immutable;
using Fleet.Inventory.Queries;

namespace Fleet.Grains.Queries;

/// <summary>What one silo is asked about the shards it has; exactly one of <see cref="List"/> and <see cref="Query"/> is given.</summary>
[GenerateSerializer, Immutable, Alias("fleet.silo-question")]
public sealed record SiloQuestion
{
    [Id(0)]
    public WorkloadListQuery? List { get; init; }

    [Id(1)]
    public WorkloadQuery? Query { get; init; }

    /// <summary>Clusters to leave out: another silo has them under a newer epoch.</summary>
    [Id(2)]
    public ImmutableArray<string> Except { get; init; } = [];

    /// <summary>The <see cref="HeldShards.Stamp"/> whose set the asker knows.</summary>
    [Id(3)]
    public long KnownStamp { get; init; } = -1;
}
