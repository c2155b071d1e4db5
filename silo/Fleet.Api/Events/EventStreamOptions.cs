namespace Fleet.Api.Events;

/// <summary>How <c>/events</c> is served (section <c>Fleet:Api:Events</c>).</summary>
public sealed record EventStreamOptions
{
    /// <summary>So many of the newest events are held in memory, once for all subscribers; those further behind read the store.</summary>
    public int Count { get; init; } = 16_384;

    /// <summary>At most about so many bytes of them.</summary>
    public long Bytes { get; init; } = 32L << 20;

    /// <summary>Subscribers beyond are answered 429.</summary>
    public int MaxSubscribers { get; init; } = 1000;

    /// <summary>How often a stream says up to which position it has offered everything, and looks again whether its reader may still read.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A subscriber that takes nothing for so long is cut off.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <exception cref="ArgumentException">Names the option, its value and what is accepted.</exception>
    public void Validate()
    {
        ThrowUnless(Count >= 1, nameof(Count), Count, "at least 1");
        ThrowUnless(Bytes >= 1, nameof(Bytes), Bytes, "at least 1");
        ThrowUnless(MaxSubscribers >= 1, nameof(MaxSubscribers), MaxSubscribers, "at least 1");
        ThrowUnless(Heartbeat > TimeSpan.Zero, nameof(Heartbeat), Heartbeat, "a positive time");
        ThrowUnless(StallTimeout > TimeSpan.Zero, nameof(StallTimeout), StallTimeout, "a positive time");
    }

    private static void ThrowUnless(bool holds, string name, object value, string accepted)
    {
        if (!holds)
        {
            throw new ArgumentException($"Fleet:Api:Events:{name} is {value}; {accepted} is accepted.");
        }
    }
}
