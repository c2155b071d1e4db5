namespace Fleet.Client;

/// <summary>What of a collection is asked for.</summary>
public sealed record FleetListOptions
{
    /// <summary>Only this namespace; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>As kubectl's <c>-l</c>.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>As kubectl's <c>--field-selector</c>: <c>status.health=Degraded</c>.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects a page, 1 to 10,000.</summary>
    public int PageSize { get; init; } = 500;
}
