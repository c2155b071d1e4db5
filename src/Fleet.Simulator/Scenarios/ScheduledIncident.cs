using Fleet.Simulator.Load;

namespace Fleet.Simulator.Scenarios;

/// <summary>An incident with whom it befalls and when: one line of the ground truth.</summary>
/// <param name="Incident">The entry of the timeline.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Workload">The workload, null for incidents of nodes and of the API.</param>
/// <param name="Node">The node, for the loss of one.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
public sealed record ScheduledIncident(Incident Incident, string Cluster, WorkloadKey? Workload, string? Node, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Its name among the faults of the cluster.</summary>
    public string FaultId => $"{Incident.Id}/{Workload?.Namespace}/{Workload?.Name ?? Node}";

    public bool IsOn(DateTimeOffset time) => time >= Start && time < End;
}
