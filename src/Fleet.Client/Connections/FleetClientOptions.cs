using Fleet.Kubernetes.Client;

namespace Fleet.Client;

/// <summary>How to reach a fleet.</summary>
public sealed record FleetClientOptions
{
    /// <summary>The fleet's kubeconfig; null: <c>FLEET_KUBECONFIG</c>, then <c>./data/fleet.kubeconfig</c> where it exists, then <c>KUBECONFIG</c> and kubectl's default.</summary>
    public string? KubeconfigPath { get; init; }

    /// <summary>The kubeconfig as text instead; it may name neither programs nor files.</summary>
    public string? KubeconfigContent { get; init; }

    /// <summary>The context to use, null for <c>current-context</c>.</summary>
    public string? Context { get; init; }

    public string UserAgent { get; init; } = "fleet-client";

    /// <summary>Who owns the fields that are applied.</summary>
    public string FieldManager { get; init; } = "fleet-client";

    /// <summary>From sending a request to the last byte of its answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest event accepted, in bytes.</summary>
    public int MaxEventBytes { get; init; } = 1 << 20;

    /// <summary>Neither an event nor a heartbeat for this long: the connection is dead.</summary>
    public TimeSpan EventStallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    internal ClusterConnectionOptions ToConnectionOptions() => new()
    {
        KubeconfigPath = KubeconfigContent is null ? KubeconfigPath ?? FleetKubeconfig.Locate() : null,
        KubeconfigContent = KubeconfigContent,
        Context = Context,
        UserAgent = UserAgent,
        RequestTimeout = RequestTimeout,
    };
}
