namespace Fleet.Grains.Inventory;

/// <summary>What a shard holds.</summary>
[GenerateSerializer, Immutable, Alias("fleet.inventory-statistics")]
public sealed record InventoryStatistics(
    [property: Id(0)] int Objects, [property: Id(1)] int Rows, [property: Id(2)] long DocumentBytes, [property: Id(3)] bool IsSynced)
{
    /// <summary>Rows by health; those of no other count are unknown (missing ones too).</summary>
    [Id(4)]
    public int Healthy { get; init; }

    [Id(5)]
    public int Progressing { get; init; }

    [Id(6)]
    public int Degraded { get; init; }

    [Id(7)]
    public int Suspended { get; init; }

    /// <summary>Why what is seen cannot be published at the moment (the store is away), empty when it can.</summary>
    [Id(8)]
    public string Problem { get; init; } = "";
}
