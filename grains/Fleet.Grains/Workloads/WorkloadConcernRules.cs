using Fleet.Kubernetes.Health;

namespace Fleet.Grains.Workloads;

/// <summary>Which health is a concern.</summary>
internal static class WorkloadConcernRules
{
    /// <summary>
    /// Progressing and Degraded. Suspended is wanted; Unknown says nothing (a kind without a rule would be a concern for ever); what is missing is gone.
    /// </summary>
    public static bool IsConcern(HealthStatus health) => health is HealthStatus.Progressing or HealthStatus.Degraded;
}
