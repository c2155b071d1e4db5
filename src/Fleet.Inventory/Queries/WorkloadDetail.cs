using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Queries;

/// <summary>A workload and what it is made of.</summary>
/// <param name="Row">As published.</param>
/// <param name="Objects">Its member objects as last seen: the controller first, then what it owns; members find their parents by <c>ownerReferences</c>.</param>
/// <param name="Events">Kubernetes Events about any of them, the newest first.</param>
public sealed record WorkloadDetail(Workload Row, IReadOnlyList<Document> Objects, IReadOnlyList<Document> Events);
