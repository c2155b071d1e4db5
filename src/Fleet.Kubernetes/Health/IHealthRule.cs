using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health;

/// <summary>Tells the health of objects of one kind, or of a family of kinds. Rules are pure: no clock, no I/O, the same answer for the same bytes.</summary>
public interface IHealthRule
{
    /// <summary>The verdict on <paramref name="resource"/>, or null when this rule has none.</summary>
    HealthAssessment? Assess(DocumentValue resource);
}
