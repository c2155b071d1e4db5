namespace Fleet.Kubernetes.Api.Storage;

/// <summary>How much history a <see cref="MemoryResourceStore"/> keeps: what watches can resume from and lists can continue in.</summary>
public sealed record MemoryStoreOptions
{
    /// <summary>At most so many writes are kept.</summary>
    public int HistoryCount { get; init; } = 10_000;

    /// <summary>Older writes are dropped (etcd compacts after five minutes); see <see cref="MemoryResourceStore.Trim"/>.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The version before the first write: older ones are answered as too old. No cluster a client meets is at its very beginning, and clients
    /// use version 1 to provoke a 410.
    /// </summary>
    public long StartVersion { get; init; } = 100;
}
