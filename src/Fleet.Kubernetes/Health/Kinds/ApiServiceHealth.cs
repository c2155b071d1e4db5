using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>An APIService is healthy when its extension API server answers.</summary>
internal sealed class ApiServiceHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var available = StatusCondition.Find(resource, "Available"u8);
        return available.IsTrue
            ? available.As(HealthStatus.Healthy)
            : available.Exists ? available.As(HealthStatus.Progressing) : HealthAssessment.Progressing("WaitingToBeProcessed", "waiting to be processed");
    }
}
