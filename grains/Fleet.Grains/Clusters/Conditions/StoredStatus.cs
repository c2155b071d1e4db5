using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>Reads a status back: after a restart it says what was last known of a cluster that cannot be reached.</summary>
internal static class StoredStatus
{
    public static ClusterStatus Read(DocumentValue cluster)
    {
        var status = cluster["status"u8];
        var allocatable = status["allocatable"u8];
        var workloads = status["workloads"u8];
        return new ClusterStatus
        {
            Conditions = [.. status["conditions"u8].Items.ToList().Select(Condition)],
            Version = status["version"u8].AsString(""),
            Server = status["server"u8].AsString(""),
            Nodes = Number(status["nodes"u8]),
            AllocatableCpu = allocatable["cpu"u8].AsString(""),
            AllocatableMemory = allocatable["memory"u8].AsString(""),
            AllocatablePods = Number(allocatable["pods"u8]),
            Objects = Number(status["objects"u8]),
            LastContactTime = Timestamps.TryParse(status["lastContactTime"u8].AsString(""), out var contact) ? contact : null,
            Workloads = new WorkloadCounts
            {
                Total = Number(workloads["total"u8]),
                Healthy = Number(workloads["healthy"u8]),
                Progressing = Number(workloads["progressing"u8]),
                Degraded = Number(workloads["degraded"u8]),
                Suspended = Number(workloads["suspended"u8]),
                Unknown = Number(workloads["unknown"u8]),
            },
        };
    }

    private static ClusterCondition Condition(DocumentValue condition) => new(
        condition["type"u8].AsString(""),
        condition["status"u8].AsString() switch { "True" => true, "False" => false, _ => null },
        condition["reason"u8].AsString(""),
        condition["message"u8].AsString(""));

    private static long Number(DocumentValue value) => value.AsInt64() ?? 0;
}
