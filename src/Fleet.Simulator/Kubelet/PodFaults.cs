using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Faults;

namespace Fleet.Simulator.Kubelet;

/// <summary>The faults that befall one pod now; null where there is none.</summary>
internal sealed record PodFaults(Fault? Crash, Fault? ImagePull, Fault? OutOfMemory, Fault? Readiness, Fault? Liveness)
{
    public static PodFaults None { get; } = new(null, null, null, null, null);

    public static PodFaults Of(FaultTable table, Document pod) => table.All.Count == 0
        ? None
        : new(
            table.ForPod(FaultKind.CrashLoop, pod),
            table.ForPod(FaultKind.ImagePull, pod),
            table.ForPod(FaultKind.OutOfMemory, pod),
            table.ForPod(FaultKind.ReadinessProbe, pod),
            table.ForPod(FaultKind.LivenessProbe, pod));

    /// <summary>What ends a running container, and how long it runs until then.</summary>
    public (string Reason, int ExitCode, TimeSpan After)? Death =>
        OutOfMemory is { } oom ? ("OOMKilled", 137, oom.After ?? TimeSpan.FromSeconds(20))
        : Crash is { } crash ? ("Error", 1, crash.After ?? TimeSpan.FromSeconds(2))
        : Liveness is { } liveness ? ("Error", 137, liveness.After ?? TimeSpan.FromSeconds(30))
        : null;
}
