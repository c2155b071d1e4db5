namespace Fleet.Kubernetes.Api.Storage;

/// <summary>The version asked for is older than the history the store keeps: list again (HTTP 410).</summary>
public sealed class StoreExpiredException : Exception
{
    public StoreExpiredException(long requested, long oldest)
        : base($"too old resource version: {requested} ({oldest})")
    {
        Requested = requested;
        Oldest = oldest;
    }

    public long Requested { get; }

    /// <summary>The oldest version a watch can start from.</summary>
    public long Oldest { get; }
}
