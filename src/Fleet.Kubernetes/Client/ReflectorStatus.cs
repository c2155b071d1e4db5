namespace Fleet.Kubernetes.Client;

/// <summary>A reflector at one moment.</summary>
/// <param name="State">What it is doing.</param>
/// <param name="ResourceVersion">How far it has come; null before the first list.</param>
/// <param name="Objects">How many objects there are.</param>
/// <param name="Lag">Since the server last said anything (an event or a bookmark); null before it ever did.</param>
/// <param name="Buffered">Events decoded that the consumer has not taken.</param>
/// <param name="Lists">Complete lists so far: more than one means that history was lost.</param>
/// <param name="Failures">Failures since the last success.</param>
/// <param name="LastError">The last failure, kept after recovery; null when there was none.</param>
public sealed record ReflectorStatus(
    ReflectorState State, string? ResourceVersion, int Objects, TimeSpan? Lag, int Buffered, int Lists, int Failures, ClusterException? LastError)
{
    /// <summary>Whether the consumer has had a complete list.</summary>
    public bool HasSynced => Lists > 0;
}
