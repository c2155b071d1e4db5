using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Api.Storage;

/// <summary>How far back the API's watches can resume and its lists can continue (section <c>Fleet:Api:History</c>). What any limit lets go, goes.</summary>
public sealed record WatchCacheOptions
{
    /// <summary>At most so many changes, of all kinds together.</summary>
    public int Count { get; init; } = 100_000;

    /// <summary>At most about so many bytes of objects.</summary>
    public long Bytes { get; init; } = 256L << 20;

    /// <summary>Older changes go.</summary>
    public TimeSpan Age { get; init; } = TimeSpan.FromMinutes(10);

    internal FeedOptions ToFeed() => new() { Count = Count, Bytes = Bytes, Age = Age };

    /// <exception cref="ArgumentException">A limit lets nothing be kept; the message names it.</exception>
    public void Validate()
    {
        if (Count < 1)
        {
            throw new ArgumentException($"Fleet:Api:History:Count is {Count}; at least 1 is accepted.");
        }

        if (Bytes < 1)
        {
            throw new ArgumentException($"Fleet:Api:History:Bytes is {Bytes}; at least 1 is accepted.");
        }

        if (Age <= TimeSpan.Zero)
        {
            throw new ArgumentException($"Fleet:Api:History:Age is {Age}; a positive time is accepted.");
        }
    }
}
