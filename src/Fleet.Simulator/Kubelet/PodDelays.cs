namespace Fleet.Simulator.Kubelet;

/// <summary>
/// How long the steps of a pod's life take on a simulated node: the same for one pod each time, somewhat different from pod to pod.
/// </summary>
internal static class PodDelays
{
    private const double RestartBackOffFactor = 2;

    public static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    /// <summary>A container that ran so long starts again with the first back-off.</summary>
    public static readonly TimeSpan BackOffReset = TimeSpan.FromMinutes(10);

    /// <summary>From being bound to the sandbox being there.</summary>
    public static TimeSpan Create(string uid) => Between(uid, 'c', 0.6, 1.4);

    /// <summary>From the sandbox to running containers: the image is pulled.</summary>
    public static TimeSpan Start(string uid) => Between(uid, 's', 0.8, 2.2);

    /// <summary>From running to ready where a readiness probe has to succeed first.</summary>
    public static TimeSpan FirstProbe(string uid) => Between(uid, 'p', 0.5, 1.5);

    /// <summary>From the request to end to the last container's exit: about a third of the grace period.</summary>
    public static TimeSpan Stop(string uid, long graceSeconds) => Between(uid, 't', 0.3, 0.4) * Math.Max(0, graceSeconds);

    public static TimeSpan BackOff(long restarts) => restarts <= 1
        ? FirstBackOff
        : TimeSpan.FromTicks((long)Math.Min(LongestBackOff.Ticks, FirstBackOff.Ticks * Math.Pow(RestartBackOffFactor, Math.Min(restarts - 1, 10))));

    private static TimeSpan Between(string uid, char step, double low, double high)
    {
        var hash = 2166136261u;
        foreach (var character in uid)
        {
            hash = (hash ^ character) * 16777619u;
        }

        hash = (hash ^ step) * 16777619u;
        hash ^= hash >> 15;
        return TimeSpan.FromSeconds(low + ((high - low) * (hash % 1000 / 1000.0)));
    }
}
