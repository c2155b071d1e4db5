using Fleet.Inventory.Queries;

namespace Fleet.Grains.Queries;

/// <summary>What a silo's shards hold of what was asked.</summary>
[GenerateSerializer, Immutable, Alias("fleet.silo-answer")]
public sealed record SiloAnswer
{
    /// <summary>The answer to a list.</summary>
    [Id(0)]
    public WorkloadPage? Page { get; init; }

    /// <summary>The answer to a query.</summary>
    [Id(1)]
    public PartialResult? Partial { get; init; }

    /// <summary>The clusters the answer was made from.</summary>
    [Id(2)]
    public HeldShards Held { get; init; }
}
