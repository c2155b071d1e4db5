using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>An Ingress is healthy once a controller gave it an address.</summary>
internal sealed class IngressHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource) => LoadBalancer.Assess(resource);
}
