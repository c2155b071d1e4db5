using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>
/// A CronJob is degraded when its last run ended without success. One that never succeeded may simply be new, and one that is suspended does what
/// it was told: both are healthy.
/// </summary>
internal sealed class CronJobHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var status = resource["status"u8];
        if (resource["spec"u8]["suspend"u8].AsBoolean() == true)
        {
            return HealthAssessment.Healthy("Suspended", "CronJob is suspended");
        }

        if (status["active"u8].Count > 0)
        {
            return HealthAssessment.Healthy("JobRunning", "a job is running");
        }

        if (!Timestamps.TryParse(status["lastScheduleTime"u8].AsString(""), out var scheduled))
        {
            return HealthAssessment.Healthy("NeverScheduled", "CronJob has not been scheduled yet");
        }

        if (!Timestamps.TryParse(status["lastSuccessfulTime"u8].AsString(""), out var succeeded))
        {
            return HealthAssessment.Healthy("NeverSucceeded", "CronJob has never completed successfully");
        }

        return succeeded < scheduled
            ? HealthAssessment.Degraded("LastRunFailed", $"the run scheduled at {Timestamps.Format(scheduled)} has not completed successfully")
            : HealthAssessment.Healthy("LastRunSucceeded");
    }
}
