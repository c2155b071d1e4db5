using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Identity;

/// <summary>The workloads of a scope.</summary>
internal sealed class WorkloadVisibility(WorkloadScope scope) : IVisibleObjects
{
    public WorkloadScope Scope => scope;

    public bool Includes(DocumentValue value) =>
        scope.Allows(value["spec"u8]["ref"u8]["cluster"u8].AsString(""), value["metadata"u8]["namespace"u8].AsString(""));
}
