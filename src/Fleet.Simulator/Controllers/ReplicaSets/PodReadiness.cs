using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>Ready and available pods (<c>k8s.io/kubernetes/pkg/api/v1/pod</c>).</summary>
internal static class PodReadiness
{
    public static bool IsReady(Document pod) => pod.Condition("Ready")["status"u8].AsString() == "True";

    /// <summary>Ready for at least <paramref name="minReadySeconds"/>.</summary>
    public static bool IsAvailable(Document pod, int minReadySeconds, DateTimeOffset now) =>
        IsReady(pod) && (minReadySeconds == 0 || AvailableAt(pod, minReadySeconds) <= now);

    /// <summary>When the next pod that is ready becomes available by nothing but time; null when there is none.</summary>
    public static TimeSpan? UntilAvailable(IEnumerable<Document> pods, int minReadySeconds, DateTimeOffset now)
    {
        if (minReadySeconds == 0)
        {
            return null;
        }

        var waiting = pods.Where(pod => IsReady(pod) && !IsAvailable(pod, minReadySeconds, now));
        return waiting.Select(pod => (TimeSpan?)(AvailableAt(pod, minReadySeconds) - now)).Min();
    }

    private static DateTimeOffset AvailableAt(Document pod, int minReadySeconds) =>
        (pod.Condition("Ready")["lastTransitionTime"u8].AsTime() ?? DateTimeOffset.MaxValue.AddDays(-1)).AddSeconds(minReadySeconds);
}
