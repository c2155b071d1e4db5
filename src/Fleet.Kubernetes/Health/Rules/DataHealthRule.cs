using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Paths;

namespace Fleet.Kubernetes.Health.Rules;

/// <summary>A rule read from a file: its checks in order, the first that has a verdict wins, then the standard conditions.</summary>
internal sealed class DataHealthRule : IHealthRule
{
    public required IReadOnlyList<HealthCheck> Checks { get; init; }

    /// <summary>Where the generation the status speaks of stands; null when the kind does not report one that can be trusted.</summary>
    public required JsonPath? ObservedGeneration { get; init; }

    /// <summary>The kind reports a status, so that an absent one is still to come.</summary>
    public required bool StatusRequired { get; init; }

    /// <summary>The verdict when nothing else has one.</summary>
    public required HealthAssessment Otherwise { get; init; }

    public HealthAssessment? Assess(DocumentValue resource)
    {
        if (StatusRequired && resource["status"u8].Count == 0)
        {
            return HealthAssessment.Progressing("StatusPending", "the status is not reported yet");
        }

        if (ObservedGeneration is not null && Generation.Pending(resource, ObservedGeneration.First(resource)) is { } pending)
        {
            return pending;
        }

        foreach (var check in Checks)
        {
            if (check.Assess(resource) is { } verdict)
            {
                return verdict;
            }
        }

        return StandardHealth.Instance.AssessReported(resource) ?? Otherwise;
    }
}
