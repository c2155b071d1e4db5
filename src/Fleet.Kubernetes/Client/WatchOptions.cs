using System.Globalization;

namespace Fleet.Kubernetes.Client;

/// <summary>How a collection is watched.</summary>
public sealed record WatchOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Events after this version; null starts with the objects there are, as ADDED.</summary>
    public string? ResourceVersion { get; init; }

    public bool AllowBookmarks { get; init; } = true;

    /// <summary>The objects there are come first, closed by a bookmark (KEP-3157); needs <see cref="AllowBookmarks"/>.</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>After this long the server ends the watch, and it is started again elsewhere.</summary>
    public TimeSpan? ServerTimeout { get; init; }

    /// <summary>No complete event, not even a bookmark, for this long: the connection is dead. Null: wait for ever.</summary>
    public TimeSpan? StallTimeout { get; init; }

    /// <summary>The media types to ask for: as tables, the events hold tables of one row.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Called when the server has let the watch in, before its first event.</summary>
    internal Action? Opened { get; init; }

    internal ApiQuery ToQuery() => new ApiQuery()
        .Add("watch", true)
        .Add("labelSelector", LabelSelector)
        .Add("fieldSelector", FieldSelector)
        .Add("resourceVersion", ResourceVersion)
        .Add("allowWatchBookmarks", AllowBookmarks)
        .Add("sendInitialEvents", SendInitialEvents)
        .Add("resourceVersionMatch", SendInitialEvents ? "NotOlderThan" : null)
        .Add("timeoutSeconds", ServerTimeout is { } timeout ? ((long)Math.Max(1, timeout.TotalSeconds)).ToString(CultureInfo.InvariantCulture) : null);
}
