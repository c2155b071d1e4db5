using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A Service of type LoadBalancer is healthy once it has an address; any other at once.</summary>
internal sealed class ServiceHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource) =>
        resource["spec"u8]["type"u8].StringEquals("LoadBalancer"u8) ? LoadBalancer.Assess(resource) : HealthAssessment.Healthy("Served");
}
