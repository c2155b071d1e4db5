using System.Text;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Health.Kinds;

/// <summary>
/// A HorizontalPodAutoscaler is degraded when it cannot read its metrics or change the scale, healthy when it can. <c>autoscaling/v1</c> carries
/// the conditions in an annotation.
/// </summary>
internal sealed class HorizontalPodAutoscalerHealth : IHealthRule
{
    public HealthAssessment? Assess(DocumentValue resource)
    {
        var healthy = default(StatusCondition);
        foreach (var item in Conditions(resource).Items)
        {
            var condition = new StatusCondition(item);
            if (!condition.IsTrue && condition.Type is "AbleToScale" or "ScalingActive" && IsFailure(condition.Reason))
            {
                return condition.As(HealthStatus.Degraded);
            }

            if (condition.IsTrue && condition.Type is "AbleToScale" or "ScalingLimited")
            {
                healthy = condition;
            }
        }

        return healthy.Exists ? healthy.As(HealthStatus.Healthy) : HealthAssessment.Progressing("WaitingToAutoscale", "Waiting to autoscale");
    }

    private static bool IsFailure(string reason) =>
        reason.StartsWith("Failed", StringComparison.Ordinal) || reason.StartsWith("Invalid", StringComparison.Ordinal);

    private static DocumentValue Conditions(DocumentValue resource)
    {
        var conditions = resource["status"u8]["conditions"u8];
        if (conditions.Exists || resource["metadata"u8]["annotations"u8]["autoscaling.alpha.kubernetes.io/conditions"u8].AsString() is not { } text)
        {
            return conditions;
        }

        try
        {
            return Document.Parse(Encoding.UTF8.GetBytes(text)).Root;
        }
        catch (DocumentFormatException)
        {
            // An annotation anyone can write: what cannot be read says nothing.
            return default;
        }
    }
}
