namespace Fleet.Storage.Log;

/// <summary>The ownership of a partition a commit is made under: it fails when the partition has a newer epoch.</summary>
public sealed record Fence(string Partition, long Epoch);
