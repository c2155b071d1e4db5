namespace Fleet.Inventory.Workloads;

/// <summary>
/// The pods of a workload added up, kept by adding and taking away: an event of one of 5,000 pods costs no look at the others. Sums are wider than their
/// parts, so that taking away gives back exactly what was before.
/// </summary>
internal sealed class PodTotals
{
    private Int128 _restarts;
    private Int128 _cpuRequests;
    private Int128 _memoryRequests;
    private Int128 _cpuLimits;
    private Int128 _memoryLimits;

    public int Total { get; private set; }

    public int Running { get; private set; }

    public int Pending { get; private set; }

    public int Succeeded { get; private set; }

    public int Failed { get; private set; }

    public int Ready { get; private set; }

    public int OomKills { get; private set; }

    /// <summary>Pods that have not ended.</summary>
    public int Active => Total - Succeeded - Failed;

    public long Restarts => PodResources.Clamp(_restarts);

    public PodResources Resources => new(
        PodResources.Clamp(_cpuRequests), PodResources.Clamp(_memoryRequests), PodResources.Clamp(_cpuLimits), PodResources.Clamp(_memoryLimits));

    /// <summary>Containers that wait, by reason; null when none does.</summary>
    public Dictionary<string, int>? Waiting { get; private set; }

    /// <summary>Pods that will not become ready by waiting, by reason; null when there are none.</summary>
    public Dictionary<string, int>? Troubles { get; private set; }

    public void Add(PodReading pod) => Count(pod, 1);

    public void Remove(PodReading pod) => Count(pod, -1);

    private void Count(PodReading pod, int sign)
    {
        Total += sign;
        Running += pod.Phase == PodPhase.Running ? sign : 0;
        Pending += pod.Phase == PodPhase.Pending ? sign : 0;
        Succeeded += pod.Phase == PodPhase.Succeeded ? sign : 0;
        Failed += pod.Phase == PodPhase.Failed ? sign : 0;
        Ready += pod.IsReady ? sign : 0;
        OomKills += pod.OomKills * sign;
        _restarts += pod.Restarts * sign;
        _cpuRequests += (Int128)pod.Resources.CpuRequest * sign;
        _memoryRequests += (Int128)pod.Resources.MemoryRequest * sign;
        _cpuLimits += (Int128)pod.Resources.CpuLimit * sign;
        _memoryLimits += (Int128)pod.Resources.MemoryLimit * sign;
        foreach (var reason in pod.Waiting)
        {
            Waiting = Count(Waiting, reason, sign);
        }

        if (pod.Trouble is { } trouble)
        {
            Troubles = Count(Troubles, trouble, sign);
        }
    }

    private static Dictionary<string, int>? Count(Dictionary<string, int>? counts, string reason, int sign)
    {
        counts ??= new(StringComparer.Ordinal);
        var count = counts.GetValueOrDefault(reason) + sign;
        if (count > 0)
        {
            counts[reason] = count;
        }
        else
        {
            counts.Remove(reason);
        }

        return counts.Count == 0 ? null : counts;
    }
}
