namespace Fleet.Simulator.Faults;

/// <summary>A fault that is on.</summary>
/// <param name="Id">Its name, for taking it off again.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Target">With whom.</param>
public sealed record Fault(string Id, FaultKind Kind, FaultTarget Target)
{
    /// <summary>How late a slow API answers.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of requests (0 to 1) a slow or failing API treats so.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How long a container runs until it crashes or is killed; null for the kind's own time.</summary>
    public TimeSpan? After { get; init; }
}
