namespace Fleet.Kubernetes.Client;

/// <summary>What a <see cref="Reflector"/> is doing.</summary>
public enum ReflectorState : byte
{
    /// <summary>Before its first complete list.</summary>
    Connecting,

    /// <summary>The consumer has been given the whole state and gets what changes.</summary>
    Synced,

    /// <summary>The connection failed; what the consumer has is getting old until it is back.</summary>
    BackingOff,

    /// <summary>Connected again, finding out what was missed.</summary>
    Listing,
    Stopped,
}
