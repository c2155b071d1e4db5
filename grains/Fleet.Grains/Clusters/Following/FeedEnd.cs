namespace Fleet.Grains.Clusters.Following;

/// <summary>Why a feed is over.</summary>
internal enum FeedEndReason
{
    /// <summary>The session was stopped.</summary>
    Stopped,

    /// <summary>Somebody asked for everything to be read again.</summary>
    Resync,

    /// <summary>A shard refused or lost a batch, or a change could not be handled.</summary>
    Failed,

    /// <summary>There is more to follow than it follows.</summary>
    MoreKinds,

    /// <summary>The cluster has become too big for its shards.</summary>
    Outgrown,

    /// <summary>The cluster refuses the credentials: others may have been given meanwhile.</summary>
    Reconnect,
}

/// <summary>How a feed ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Error">Of a failed one.</param>
internal sealed record FeedEnd(FeedEndReason Reason, Exception? Error = null);
