using Fleet.Kubernetes.Api.CustomResources;

namespace Fleet.Simulator.Clusters;

/// <summary>How the controllers of a cluster start.</summary>
internal sealed record ClusterStart
{
    /// <summary>The certificate authority of the API server, PEM.</summary>
    public required string RootCertificate { get; init; }

    /// <summary>Makes what CustomResourceDefinitions define; shared, so that equal definitions are compiled once.</summary>
    public CustomResourceFactory CustomResources { get; init; } = new();

    /// <summary>Whether workload controllers, scheduler and kubelet run.</summary>
    public bool WorkloadControllers { get; init; } = true;

    public int Seed { get; init; } = 1;
}
