using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>Whether <c>status.loadBalancer</c> has an address.</summary>
internal static class LoadBalancer
{
    public static HealthAssessment Assess(DocumentValue resource) => resource["status"u8]["loadBalancer"u8]["ingress"u8].Count > 0
        ? HealthAssessment.Healthy("AddressAssigned")
        : HealthAssessment.Progressing("AddressPending", "no load balancer address is assigned yet");
}
