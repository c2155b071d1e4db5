using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Workloads;

/// <summary>Reads rows back from published documents.</summary>
public static class WorkloadReading
{
    /// <summary>Words that most rows have, each kept once.</summary>
    private static readonly FrozenSet<string> Words = new[]
    {
        "apps", "batch", "argoproj.io", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job", "Pod", "Rollout", "default", "kube-system",
        "MinimumReplicasAvailable", "RolloutInProgress", "OldReplicasPendingTermination", "ReplicasUnavailable", "ReplicasAvailable", "GenerationNotObserved",
        "ProgressDeadlineExceeded", "Paused", "Suspended", "JobRunning", "NeverScheduled", "NeverSucceeded", "LastRunSucceeded", "LastRunFailed", "Ready", "Running",
        "Pending", "Succeeded", "Failed", "Terminating", "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError", "ContainerRestarted",
        "ContainersNotReady", "Unschedulable", "PodsReady", "PodsNotReady", "PodsFailed", "PodsSucceeded", "OOMKilled", "NoStatus", "Completed",
        "CompletionsReached", "BackoffLimitExceeded", "StatusPending",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WordLookup = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The row of a published <c>Workload</c>; its <see cref="Workload.Version"/> is 0, whoever stored it knows it. Missing fields read as empty or 0.</summary>
    public static Workload Read(Document published)
    {
        var reference = published["spec"u8]["ref"u8];
        var key = new WorkloadKey(
            reference["cluster"u8].AsString(""), Word(reference["group"u8]), Word(reference["kind"u8]), Word(reference["namespace"u8]), reference["name"u8].AsString(""));
        return Read(published, key, published["metadata"u8]["name"u8].AsString(""));
    }

    internal static Workload Read(Document published, WorkloadKey key, string objectName)
    {
        var status = published["status"u8];
        var requests = status["resources"u8]["requests"u8];
        return new Workload(key, published)
        {
            ObjectName = objectName,
            Health = HealthOf(status["health"u8]),
            Reason = Word(status["reason"u8]),
            DesiredReplicas = Int(status["replicas"u8]["desired"u8]),
            ReadyReplicas = Int(status["replicas"u8]["ready"u8]),
            Restarts = Int(status["pods"u8]["restarts"u8]),
            OomKills = Int(status["pods"u8]["oomKills"u8]),
            CpuRequestMillicores = Quantity.TryParse(requests["cpu"u8], out var cpu) ? cpu.ToMilli() : 0,
            MemoryRequestBytes = Quantity.TryParse(requests["memory"u8], out var memory) ? memory.ToInt64() : 0,
            ChangedAt = Timestamps.TryParse(status["lastChange"u8]["time"u8].AsString(""), out var time) ? time.ToUnixTimeSeconds() : 0,
        };
    }

    private static HealthStatus HealthOf(DocumentValue value) =>
        value.StringEquals("Healthy"u8) ? HealthStatus.Healthy
        : value.StringEquals("Progressing"u8) ? HealthStatus.Progressing
        : value.StringEquals("Degraded"u8) ? HealthStatus.Degraded
        : value.StringEquals("Suspended"u8) ? HealthStatus.Suspended
        : value.StringEquals("Missing"u8) ? HealthStatus.Missing
        : HealthStatus.Unknown;

    private static int Int(DocumentValue value) => (int)Math.Clamp(value.AsInt64() ?? 0, int.MinValue, int.MaxValue);

    private static string Word(DocumentValue value)
    {
        const int MaxWord = 64;
        if (!value.TryGetUtf8(out var utf8) || utf8.Length > MaxWord)
        {
            return value.AsString("");
        }

        Span<char> text = stackalloc char[MaxWord];
        var word = text[..System.Text.Encoding.UTF8.GetChars(utf8, text)];
        return word.IsEmpty ? "" : WordLookup.TryGetValue(word, out var known) ? known : word.ToString();
    }
}
