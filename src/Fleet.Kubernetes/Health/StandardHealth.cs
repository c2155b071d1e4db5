using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health;

/// <summary>
/// The health of a kind nobody wrote a rule for, by what well-behaved controllers report: <c>observedGeneration</c>, the standard conditions
/// (kstatus: <c>Ready</c>, <c>Reconciling</c>, <c>Stalled</c>; and <c>Available</c>, <c>Synced</c>, <c>Degraded</c> and their like), else the
/// word in <c>status.phase</c> or <c>status.state</c>.
/// </summary>
public sealed class StandardHealth : IHealthRule
{
    public static StandardHealth Instance { get; } = new();

    /// <summary>The verdict, or null where the status says nothing of the kind.</summary>
    public HealthAssessment? Assess(DocumentValue resource) =>
        Generation.Pending(resource) ?? AssessReported(resource);

    /// <summary>The same without asking which generation the status speaks of.</summary>
    internal HealthAssessment? AssessReported(DocumentValue resource)
    {
        if (AssessPause(resource) is { } pause)
        {
            return pause;
        }

        var phase = AssessPhase(resource);
        return AssessConditions(resource) is not { } conditions ? phase
            : phase is { Status: not HealthStatus.Healthy and not HealthStatus.Unknown } spoken && StandardConditions.IsGraver(spoken.Status, conditions.Status) ? phase
            : conditions;
    }

    private static HealthAssessment? AssessPause(DocumentValue resource)
    {
        var spec = resource["spec"u8];
        return spec["suspend"u8].AsBoolean() == true || spec["suspended"u8].AsBoolean() == true || spec["paused"u8].AsBoolean() == true
            ? HealthAssessment.Suspended("Suspended", "the spec says so")
            : null;
    }

    private static HealthAssessment? AssessConditions(DocumentValue resource)
    {
        var conditions = resource["status"u8]["conditions"u8];
        var generation = resource["metadata"u8]["generation"u8].AsInt64();
        var summary = default(StatusCondition);
        var summaryRank = int.MaxValue;
        HealthAssessment? worst = null;
        foreach (var item in conditions.Items)
        {
            var condition = new StatusCondition(item);
            var type = condition.Type;
            if (StandardConditions.Verdict(type, condition, generation) is { } verdict)
            {
                worst = worst is null || StandardConditions.IsGraver(verdict.Status, worst.Value.Status) ? verdict : worst;
            }

            var rank = StandardConditions.SummaryRank(type);
            if (rank < summaryRank)
            {
                (summary, summaryRank) = (condition, rank);
            }
        }

        return worst ?? (summary.Exists ? summary.As(HealthStatus.Healthy) : null);
    }

    private static HealthAssessment? AssessPhase(DocumentValue resource)
    {
        var status = resource["status"u8];
        foreach (var value in (ReadOnlySpan<DocumentValue>)[status["phase"u8], status["state"u8], status["currentState"u8], status["status"u8]])
        {
            if (value.AsString() is { } phase && HealthWords.OfPhase(phase) is { } health)
            {
                // What runs to an end has not reached it while it runs.
                health = health == HealthStatus.Healthy && phase.Equals("Running", StringComparison.OrdinalIgnoreCase) && HealthWords.RunsToCompletion(resource["kind"u8].AsString(""))
                    ? HealthStatus.Progressing
                    : health;
                return new HealthAssessment(health, phase, status["message"u8].AsString(status["reason"u8].AsString("")));
            }
        }

        return null;
    }
}
