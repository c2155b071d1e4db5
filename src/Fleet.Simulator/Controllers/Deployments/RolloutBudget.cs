using Fleet.Kubernetes.Documents;

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
    public static int Scale(DocumentValue value, int total, bool roundUp)
    {
        if (value.AsInt64() is { } number)
        {
            return (int)Math.Clamp(number, 0, int.MaxValue);
        }

        if (value.AsString() is not { } text || !text.EndsWith('%') || !int.TryParse(text.AsSpan(0, text.Length - 1), out var percent) || percent < 0)
        {
            return 0;
        }

        var scaled = (long)percent * total;
        return (int)Math.Min(int.MaxValue, roundUp ? (scaled + 99) / 100 : scaled / 100);
    }
}
