using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A DaemonSet is healthy when every node that should run it has an updated pod that is available.</summary>
internal sealed class DaemonSetHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        if (Generation.Pending(resource) is { } pending)
        {
            return pending;
        }

        var status = resource["status"u8];
        if (resource["spec"u8]["updateStrategy"u8]["type"u8].StringEquals("OnDelete"u8))
        {
            return HealthAssessment.Healthy("OnDelete", "pods are updated when they are deleted");
        }

        var desired = status["desiredNumberScheduled"u8].AsInt64() ?? 0;
        var updated = status["updatedNumberScheduled"u8].AsInt64() ?? 0;
        var available = status["numberAvailable"u8].AsInt64() ?? 0;
        return updated < desired
            ? HealthAssessment.Progressing("RolloutInProgress", $"{updated} of {desired} pods are updated")
            : available < desired
                ? HealthAssessment.Progressing("PodsUnavailable", $"{available} of {desired} updated pods are available")
                : HealthAssessment.Healthy("RolloutComplete");
    }
}
