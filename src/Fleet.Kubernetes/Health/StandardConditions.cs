namespace Fleet.Kubernetes.Health;

/// <summary>What the condition types that controllers have in common mean.</summary>
internal static class StandardConditions
{
    /// <summary>Types that sum an object up, the most telling first. All that are there must be true.</summary>
    private static readonly string[] Summaries =
    [
        "Ready", "Available", "Healthy", "Synced", "Succeeded", "Complete", "Completed", "Established", "Programmed", "Accepted", "Admitted",
        "ResolvedRefs", "Installed", "Deployed", "Valid", "Compliant", "Bound", "Applied", "Running", "Initialized", "Configured",
    ];

    private static readonly string[] Pauses = ["Paused", "Suspended", "Hibernated"];

    private static readonly string[] Activities = ["Reconciling", "Progressing", "Updating", "Upgrading", "RollingUpdate", "Issuing", "Deploying", "Pending", "Waiting"];

    /// <summary>True means trouble: by exact type, or by how the type ends.</summary>
    private static readonly string[] Troubles = ["Stalled", "Failed", "Failure", "Error", "Errors", "Degraded", "Invalid", "NotReady", "Unhealthy", "Terminal"];

    public static int SummaryRank(string type) => Array.IndexOf(Summaries, type) is var rank and >= 0 ? rank : int.MaxValue;

    /// <summary>What keeps the object from being healthy, as far as this condition tells; null when nothing does.</summary>
    public static HealthAssessment? Verdict(string type, StatusCondition condition, long? generation)
    {
        if (SummaryRank(type) < int.MaxValue)
        {
            return condition.IsStale(generation)
                ? HealthAssessment.Progressing("GenerationNotObserved", $"condition {type} is of an older generation")
                : condition.IsTrue ? null : condition.As(condition.IsFalse ? OfFalse(condition) : HealthStatus.Progressing);
        }

        if (!condition.IsTrue)
        {
            return null;
        }

        return Array.IndexOf(Pauses, type) >= 0 ? condition.As(HealthStatus.Suspended)
            : Array.Exists(Troubles, trouble => type.EndsWith(trouble, StringComparison.Ordinal)) ? condition.As(HealthStatus.Degraded)
            : Array.IndexOf(Activities, type) >= 0 && !HealthWords.SoundsDone(condition.Reason) ? condition.As(HealthStatus.Progressing)
            : null;
    }

    /// <summary>Stopped on purpose outweighs broken outweighs on its way.</summary>
    public static bool IsGraver(HealthStatus candidate, HealthStatus than) => Gravity(candidate) > Gravity(than);

    private static HealthStatus OfFalse(StatusCondition condition) =>
        HealthWords.SoundsPaused(condition.Reason) ? HealthStatus.Suspended
        : HealthWords.SoundsUnderway(condition.Reason.Length > 0 ? condition.Reason : condition.Message) ? HealthStatus.Progressing
        : HealthStatus.Degraded;

    private static int Gravity(HealthStatus status) => status switch
    {
        HealthStatus.Suspended => 3,
        HealthStatus.Degraded => 2,
        HealthStatus.Progressing => 1,
        _ => 0,
    };
}
