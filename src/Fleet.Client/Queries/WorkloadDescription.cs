using Fleet.Kubernetes.Documents;

namespace Fleet.Client;

/// <summary>A workload and what it is made of.</summary>
/// <param name="Workload">As published.</param>
/// <param name="Objects">Its objects in the member cluster: the controller first, then what it owns, which name their owners in <c>ownerReferences</c>.</param>
/// <param name="Events">Kubernetes Events about any of them, the newest first.</param>
public sealed record WorkloadDescription(FleetWorkload Workload, IReadOnlyList<Document> Objects, IReadOnlyList<Document> Events);
