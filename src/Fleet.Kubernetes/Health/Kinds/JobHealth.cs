using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>A Job is healthy once it is complete, degraded once it failed.</summary>
internal sealed class JobHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var failed = StatusCondition.Find(resource, "Failed"u8);
        if (failed.IsTrue)
        {
            return failed.As(HealthStatus.Degraded);
        }

        var complete = StatusCondition.Find(resource, "Complete"u8);
        if (complete.IsTrue)
        {
            return complete.As(HealthStatus.Healthy);
        }

        var suspended = StatusCondition.Find(resource, "Suspended"u8);
        return suspended.IsTrue || resource["spec"u8]["suspend"u8].AsBoolean() == true
            ? HealthAssessment.Suspended("Suspended", suspended.Message)
            : HealthAssessment.Progressing("JobRunning", $"{resource["status"u8]["succeeded"u8].AsInt64() ?? 0} of {resource["spec"u8]["completions"u8].AsInt64() ?? 1} completions");
    }
}
