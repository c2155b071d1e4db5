namespace Fleet.Kubernetes.Api.Storage;

/// <summary>How much history a <see cref="ChangeFeed"/> keeps: what watches can resume from and lists can continue in. What any limit lets go, goes.</summary>
public sealed record FeedOptions
{
    /// <summary>At most so many writes.</summary>
    public int Count { get; init; } = 10_000;

    /// <summary>At most about so many bytes of documents.</summary>
    public long Bytes { get; init; } = long.MaxValue;

    /// <summary>Older writes are dropped (etcd compacts after five minutes); see <see cref="ChangeFeed.Trim"/>.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(5);
}
