using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A StatefulSet is healthy when its replicas are ready and those it was told to update are of the newest revision.</summary>
internal sealed class StatefulSetHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var spec = resource["spec"u8];
        var status = resource["status"u8];
        if ((status["observedGeneration"u8].AsInt64() ?? 0) == 0)
        {
            return HealthAssessment.Progressing("GenerationNotObserved", "the status is not reported yet");
        }

        if (Generation.Pending(resource) is { } pending)
        {
            return pending;
        }

        var wanted = spec["replicas"u8].AsInt64() ?? 1;
        var ready = status["readyReplicas"u8].AsInt64() ?? 0;
        if (ready < wanted)
        {
            return HealthAssessment.Progressing("ReplicasNotReady", $"{ready} of {wanted} pods are ready");
        }

        var strategy = spec["updateStrategy"u8];
        if (strategy["type"u8].StringEquals("OnDelete"u8))
        {
            return HealthAssessment.Healthy("OnDelete", "pods are updated when they are deleted");
        }

        if (strategy["rollingUpdate"u8]["partition"u8].AsInt64() is { } partition)
        {
            var updated = status["updatedReplicas"u8].AsInt64() ?? 0;
            return updated < wanted - partition
                ? HealthAssessment.Progressing("PartitionedRollout", $"{updated} of {wanted - partition} pods above the partition are updated")
                : HealthAssessment.Healthy("PartitionedRollout", $"partitioned roll out complete: {updated} pods are updated");
        }

        var revision = status["updateRevision"u8].AsString("");
        return revision != status["currentRevision"u8].AsString("")
            ? HealthAssessment.Progressing("RolloutInProgress", $"{status["updatedReplicas"u8].AsInt64() ?? 0} of {wanted} pods are at revision {revision}")
            : HealthAssessment.Healthy("RolloutComplete");
    }
}
