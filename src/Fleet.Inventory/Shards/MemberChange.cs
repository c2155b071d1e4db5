using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Shards;

/// <summary>A change seen in a member cluster, on its way to the shard of the workload it concerns.</summary>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Object">The object as pruned for the inventory (of a deleted one at least kind and identity).</param>
/// <param name="IsDeleted">It is gone.</param>
/// <param name="Owner">The workload it belongs to; null where it is not known (a deletion nobody saw: the shard finds it by name).</param>
public sealed record MemberChange(GroupVersionKind Kind, Document Object, bool IsDeleted, WorkloadKey? Owner);
