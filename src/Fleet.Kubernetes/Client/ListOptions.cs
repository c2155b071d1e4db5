namespace Fleet.Kubernetes.Client;

/// <summary>What of a collection is asked for.</summary>
public sealed record ListOptions
{
    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    /// <summary>Objects a page; 0 for all in one answer.</summary>
    public int Limit { get; init; }

    /// <summary>The token of the page to go on with.</summary>
    public string? Continue { get; init; }

    /// <summary>Null: the newest state (read from etcd). <c>0</c>: any state the server has at hand. Else per <see cref="ResourceVersionMatch"/>.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary><c>NotOlderThan</c> or <c>Exact</c>; null for the server's rule.</summary>
    public string? ResourceVersionMatch { get; init; }

    internal ApiQuery ToQuery() => new ApiQuery()
        .Add("labelSelector", LabelSelector)
        .Add("fieldSelector", FieldSelector)
        .Add("limit", Limit > 0 ? Limit.ToString(System.Globalization.CultureInfo.InvariantCulture) : null)
        .Add("continue", Continue)
        .Add("resourceVersion", Continue is null ? ResourceVersion : null)
        .Add("resourceVersionMatch", Continue is null ? ResourceVersionMatch : null);
}
