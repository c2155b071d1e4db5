namespace Fleet.Client;

/// <summary>Which events are wanted. Empty lists are no restriction.</summary>
public sealed record FleetEventSubscription
{
    /// <summary>The position of the last event dealt with, those after it are wanted: 0 for all that are kept, null for those from now on.</summary>
    public long? After { get; init; }

    /// <summary>Without <see cref="After"/>: past events from this time on too.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Types such as <c>io.fleetengine.workload.health</c>; a trailing <c>*</c> stands for any end.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Clusters { get; init; } = [];

    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>As the event has it: <c>namespace/name</c> of a workload's object.</summary>
    public string? Subject { get; init; }

    /// <summary>Whether failures of the first attempt are tried again as later ones are, instead of thrown.</summary>
    public bool WaitForServer { get; init; }

    /// <summary>Told of every interruption, with how long it waits before the next attempt.</summary>
    public Action<Exception, TimeSpan>? OnInterrupted { get; init; }

    /// <summary>Whether an event is wanted. Servers decide by the same rules; sources that cannot are filtered here.</summary>
    internal bool Wants(FleetEvent next) =>
        (Types.Count == 0 || Types.Any(type => type.EndsWith('*') ? next.Type.StartsWith(type[..^1], StringComparison.Ordinal) : type == next.Type))
        && (Clusters.Count == 0 || Clusters.Contains(next.Cluster))
        && (Namespaces.Count == 0 || Namespaces.Contains(next.Namespace))
        && (Subject is null || Subject == next.Subject)
        && (NotBefore is null || next.Time is not { } time || time >= NotBefore);
}
