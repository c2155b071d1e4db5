namespace Fleet.Grains.Inventory;

/// <summary>A shard does not take a batch; nothing of it was applied. The sender starts a new feed, or stops when it is no longer the owner.</summary>
[GenerateSerializer, Alias("fleet.batch-refused")]
public sealed class BatchRefusedException(string shard, BatchRefusal reason, string detail) : Exception($"The shard {shard} refuses a batch: {detail}")
{
    [Id(0)]
    public BatchRefusal Reason { get; private set; } = reason;
}
