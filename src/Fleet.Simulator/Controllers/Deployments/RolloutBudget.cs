using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// How far a rolling update may go above and below the wanted number of pods: <c>maxSurge</c> rounds up, <c>maxUnavailable</c> down, and both
/// zero means one unavailable, or nothing would ever move. After ResolveFenceposts of <c>k8s.io/kubernetes/pkg/controller/deployment/util</c>.
/// </summary>
/// <param name="MaxSurge">Pods above the wanted number.</param>
/// <param name="MaxUnavailable">Pods below it that need not be available.</param>
internal readonly record struct RolloutBudget(int MaxSurge, int MaxUnavailable)
{
    /// <summary>The budget of a Deployment's strategy; zero for <c>Recreate</c>.</summary>
    public static RolloutBudget Of(DocumentValue strategy, int replicas)
    {
        if (strategy["type"u8].AsString() != "RollingUpdate")
        {
            return default;
        }

        var rolling = strategy["rollingUpdate"u8];
        var surge = Scale(rolling["maxSurge"u8], replicas, roundUp: true);
        var unavailable = Scale(rolling["maxUnavailable"u8], replicas, roundUp: false);
        if (surge == 0 && unavailable == 0)
        {
            unavailable = 1;
        }

        return new(surge, replicas == 0 ? 0 : Math.Min(unavailable, replicas));
    }

    /// <summary>An int-or-percent of a total; malformed values, which validation refuses, count as zero.</summary>
    private static int Scale(DocumentValue value, int total, bool roundUp)
    {
        if (IntOrString.From(value) is not { } scaled || (scaled.IsString && !scaled.Text!.EndsWith('%')))
        {
            return 0;
        }

        return Math.Max(0, scaled.ScaledValue(total, roundUp));
    }
}
