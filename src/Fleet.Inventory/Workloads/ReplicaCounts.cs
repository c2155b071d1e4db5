using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>How many replicas a workload wants and has. Of a Job: its completions; a CronJob has none, its pods tell what runs.</summary>
internal readonly record struct ReplicaCounts(int Desired, int Ready, int Updated, int Available)
{
    public static ReplicaCounts Of(WorkloadKey key, DocumentValue controller, PodTotals pods)
    {
        if (!controller.IsObject)
        {
            return new(pods.Active, pods.Ready, pods.Active, pods.Ready);
        }

        var spec = controller["spec"u8];
        var status = controller["status"u8];
        return (key.Group, key.Kind) switch
        {
            ("apps", "DaemonSet") => new(
                Int(status["desiredNumberScheduled"u8]), Int(status["numberReady"u8]), Int(status["updatedNumberScheduled"u8]), Int(status["numberAvailable"u8])),
            ("apps", "ReplicaSet") => new(
                Int(spec["replicas"u8], 1), Int(status["readyReplicas"u8]), Int(status["fullyLabeledReplicas"u8]), Int(status["availableReplicas"u8])),
            ("batch", "Job") => OfJob(spec, status),
            ("batch", "CronJob") => default,
            ("", "Pod") => new(pods.Active, pods.Ready, pods.Active, pods.Ready),
            ("apps", _) => OfStatus(spec, status, 1),
            _ when spec["replicas"u8].IsNumber || status["replicas"u8].IsNumber => OfStatus(spec, status, 0),
            _ => new(pods.Active, pods.Ready, pods.Active, pods.Ready),
        };
    }

    private static ReplicaCounts OfStatus(DocumentValue spec, DocumentValue status, int absent) => new(
        Int(spec["replicas"u8], absent), Int(status["readyReplicas"u8]), Int(status["updatedReplicas"u8]), Int(status["availableReplicas"u8]));

    private static ReplicaCounts OfJob(DocumentValue spec, DocumentValue status)
    {
        var succeeded = Int(status["succeeded"u8]);
        return new(Int(spec["completions"u8], Int(spec["parallelism"u8], 1)), succeeded, (int)Math.Min(int.MaxValue, (long)succeeded + Int(status["active"u8])), succeeded);
    }

    private static int Int(DocumentValue value, int absent = 0) => value.AsInt64() is { } number ? (int)Math.Clamp(number, 0, int.MaxValue) : absent;
}
