using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A ReplicaSet is healthy when its wanted replicas are available, degraded when it cannot create them.</summary>
internal sealed class ReplicaSetHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        if (Generation.Pending(resource) is { } pending)
        {
            return pending;
        }

        var failure = StatusCondition.Find(resource, "ReplicaFailure"u8);
        if (failure.IsTrue)
        {
            return failure.As(HealthStatus.Degraded);
        }

        var wanted = resource["spec"u8]["replicas"u8].AsInt64() ?? 1;
        var available = resource["status"u8]["availableReplicas"u8].AsInt64() ?? 0;
        return available < wanted
            ? HealthAssessment.Progressing("ReplicasUnavailable", $"{available} of {wanted} replicas are available")
            : HealthAssessment.Healthy("ReplicasAvailable");
    }
}
