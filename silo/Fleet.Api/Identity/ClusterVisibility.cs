using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Identity;

/// <summary>The clusters of which a scope shows anything.</summary>
internal sealed class ClusterVisibility(WorkloadScope scope) : IVisibleObjects
{
    public bool Includes(DocumentValue value)
    {
        var name = value["metadata"u8]["name"u8].AsString("");
        foreach (var grant in scope.Grants)
        {
            if (grant.Clusters?.Contains(name) ?? true)
            {
                return true;
            }
        }

        return false;
    }
}
