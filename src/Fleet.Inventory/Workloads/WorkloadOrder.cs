using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Workloads;

/// <summary>The order of rows: that of the API's lists.</summary>
public static class WorkloadOrder
{
    public static int Compare(Workload a, Workload b) => ObjectOrder.Compare(a.Key.Namespace, a.ObjectName, b.Key.Namespace, b.ObjectName);
}
