namespace Fleet.Grains.Inventory;

/// <summary>What a shard holds.</summary>
[GenerateSerializer, Immutable, Alias("fleet.inventory-statistics")]
public sealed record InventoryStatistics(
    [property: Id(0)] int Objects, [property: Id(1)] int Rows, [property: Id(2)] long DocumentBytes, [property: Id(3)] bool IsSynced);
