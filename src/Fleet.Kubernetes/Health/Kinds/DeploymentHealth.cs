using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A Deployment is healthy when every wanted replica is of the newest template and available (<c>kubectl rollout status</c>).</summary>
internal sealed class DeploymentHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        if (resource["spec"u8]["paused"u8].AsBoolean() == true)
        {
            return HealthAssessment.Suspended("Paused", "Deployment is paused");
        }

        if (Generation.Pending(resource) is { } pending)
        {
            return pending;
        }

        var progressing = StatusCondition.Find(resource, "Progressing"u8);
        if (progressing.IsFalse && progressing.Reason == "ProgressDeadlineExceeded")
        {
            return progressing.As(HealthStatus.Degraded);
        }

        var status = resource["status"u8];
        var wanted = resource["spec"u8]["replicas"u8].AsInt64() ?? 1;
        var updated = status["updatedReplicas"u8].AsInt64() ?? 0;
        var total = status["replicas"u8].AsInt64() ?? 0;
        var available = status["availableReplicas"u8].AsInt64() ?? 0;
        if (updated >= wanted && total <= updated && available >= updated)
        {
            return HealthAssessment.Healthy("MinimumReplicasAvailable");
        }

        // Pods that cannot even be created (quota, admission) do not come by waiting.
        var failure = StatusCondition.Find(resource, "ReplicaFailure"u8);
        return failure.IsTrue
            ? failure.As(HealthStatus.Degraded)
            : updated < wanted
                ? HealthAssessment.Progressing("RolloutInProgress", $"{updated} of {wanted} replicas are updated")
                : total > updated
                    ? HealthAssessment.Progressing("OldReplicasPendingTermination", $"{total - updated} old replicas are pending termination")
                    : HealthAssessment.Progressing("ReplicasUnavailable", $"{available} of {updated} updated replicas are available");
    }
}
