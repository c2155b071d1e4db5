using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Simulator.Controllers.Nodes;
using Fleet.Simulator.Scenarios;

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

    /// <summary>The nodes there are.</summary>
    public int Nodes { get; init; }

    /// <summary>How often each node renews its lease.</summary>
    public TimeSpan LeasePeriod { get; init; } = NodeLeaseController.ShortestPeriod;

    /// <summary>What befalls the cluster.</summary>
    public IReadOnlyList<ScheduledIncident> Incidents { get; init; } = [];

    /// <summary>Where it is noted when it does; null for nowhere.</summary>
    public TruthWriter? Truth { get; init; }

    public int Seed { get; init; } = 1;
}
