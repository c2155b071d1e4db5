namespace Fleet.Client;

/// <summary>One change of a watched collection.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after it; of a deleted one its last state; null for <see cref="FleetChangeType.Synced"/>.</param>
public sealed record FleetChange<T>(FleetChangeType Type, T? Object)
    where T : FleetObject;
