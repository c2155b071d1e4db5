using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A CustomResourceDefinition is healthy when its names are accepted, its schema is structural and it is served.</summary>
internal sealed class CustomResourceDefinitionHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        if (resource["status"u8]["conditions"u8].Count == 0)
        {
            return HealthAssessment.Progressing("NoConditions", "the status is not reported yet");
        }

        var terminating = StatusCondition.Find(resource, "Terminating"u8);
        if (terminating.IsTrue)
        {
            return terminating.As(HealthStatus.Progressing);
        }

        var names = StatusCondition.Find(resource, "NamesAccepted"u8);
        if (names.IsFalse)
        {
            return names.As(HealthStatus.Degraded);
        }

        var established = StatusCondition.Find(resource, "Established"u8);
        if (!established.IsTrue)
        {
            return established.Exists ? established.As(HealthStatus.Degraded) : HealthAssessment.Degraded("NotEstablished");
        }

        var nonStructural = StatusCondition.Find(resource, "NonStructuralSchema"u8);
        return nonStructural.IsTrue ? nonStructural.As(HealthStatus.Degraded) : established.As(HealthStatus.Healthy);
    }
}
