using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A PersistentVolumeClaim is healthy when it is bound, degraded when its volume is lost.</summary>
internal sealed class PersistentVolumeClaimHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource) => resource["status"u8]["phase"u8].AsString() switch
    {
        "Bound" => HealthAssessment.Healthy("Bound"),
        "Pending" => HealthAssessment.Progressing("Pending", "the claim is not bound yet"),
        "Lost" => HealthAssessment.Degraded("Lost", "the bound volume does not exist any more"),
        var phase => new(HealthStatus.Unknown, phase ?? ""),
    };
}
