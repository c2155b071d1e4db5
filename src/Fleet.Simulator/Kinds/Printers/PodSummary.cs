using Fleet.Kubernetes.Api.Tables;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Printers;

/// <summary>How a pod is, in the few words of <c>kubectl get pods</c> (upstream <c>printPod</c>).</summary>
internal sealed class PodSummary
{
    private int _restarts;
    private int _sidecarRestarts;
    private DateTimeOffset? _lastRestart;
    private DateTimeOffset? _lastSidecarRestart;

    private PodSummary()
    {
    }

    /// <summary><c>Running</c>, <c>CrashLoopBackOff</c>, <c>Init:0/1</c>, <c>Terminating</c>, <c>Completed</c>…</summary>
    public string Reason { get; private set; } = "";

    public int Ready { get; private set; }

    public int Total { get; private set; }

    public int Restarts => _restarts;

    public DateTimeOffset? LastRestart => _lastRestart;

    public static PodSummary Of(DocumentValue pod)
    {
        var status = pod["status"u8];
        var summary = new PodSummary { Reason = status["reason"u8].AsString() is { Length: > 0 } reason ? reason : status["phase"u8].AsString("") };
        foreach (var condition in status["conditions"u8].Items)
        {
            if (condition["type"u8].StringEquals("PodScheduled"u8) && condition["reason"u8].StringEquals("SchedulingGated"u8))
            {
                summary.Reason = "SchedulingGated";
            }
        }

        var sidecars = Sidecars(pod["spec"u8]);
        summary.Total = pod["spec"u8]["containers"u8].Count + sidecars.Count;
        var initializing = summary.ReadInitContainers(pod, sidecars);
        if (!initializing || ConditionStatus(pod, "Initialized") == "True")
        {
            summary.ReadContainers(pod);
        }

        summary.ReadDeletion(pod);
        return summary;
    }

    public static string? ConditionStatus(DocumentValue pod, string type)
    {
        foreach (var condition in pod["status"u8]["conditions"u8].Items)
        {
            if (condition["type"u8].AsString() == type)
            {
                return condition["status"u8].AsString();
            }
        }

        return null;
    }

    /// <summary>Init containers that keep running beside the others.</summary>
    private static HashSet<string> Sidecars(DocumentValue spec)
    {
        var sidecars = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in spec["initContainers"u8].Items)
        {
            if (container["restartPolicy"u8].StringEquals("Always"u8))
            {
                sidecars.Add(container["name"u8].AsString(""));
            }
        }

        return sidecars;
    }

    /// <summary>Goes to the first init container that is not through; says whether there is one.</summary>
    private bool ReadInitContainers(DocumentValue pod, HashSet<string> sidecars)
    {
        var index = -1;
        foreach (var container in pod["status"u8]["initContainerStatuses"u8].Items)
        {
            index++;
            var isSidecar = sidecars.Contains(container["name"u8].AsString(""));
            CountRestarts(container, ref _restarts, ref _lastRestart);
            if (isSidecar)
            {
                CountRestarts(container, ref _sidecarRestarts, ref _lastSidecarRestart);
            }

            var terminated = container["state"u8]["terminated"u8];
            if (terminated.IsObject && (terminated["exitCode"u8].AsInt64() ?? 0) == 0)
            {
                continue;
            }

            if (isSidecar && container["started"u8].AsBoolean() == true)
            {
                Ready += container["ready"u8].AsBoolean() == true ? 1 : 0;
                continue;
            }

            var waiting = container["state"u8]["waiting"u8]["reason"u8].AsString("");
            Reason = terminated.IsObject ? "Init:" + TerminationReason(terminated)
                : waiting.Length > 0 && waiting != "PodInitializing" ? "Init:" + waiting
                : $"Init:{index}/{pod["spec"u8]["initContainers"u8].Count}";
            return true;
        }

        return false;
    }

    private void ReadContainers(DocumentValue pod)
    {
        _restarts = _sidecarRestarts;
        _lastRestart = _lastSidecarRestart;
        var hasRunning = false;
        foreach (var container in Enumerable.Reverse(pod["status"u8]["containerStatuses"u8].Items.ToList()))
        {
            CountRestarts(container, ref _restarts, ref _lastRestart);
            var state = container["state"u8];
            if (state["waiting"u8]["reason"u8].AsString() is { Length: > 0 } waiting)
            {
                Reason = waiting;
            }
            else if (state["terminated"u8].IsObject)
            {
                Reason = TerminationReason(state["terminated"u8]);
            }
            else if (container["ready"u8].AsBoolean() == true && state["running"u8].IsObject)
            {
                hasRunning = true;
                Ready++;
            }
        }

        if (Reason == "Completed" && hasRunning)
        {
            Reason = ConditionStatus(pod, "Ready") == "True" ? "Running" : "NotReady";
        }
    }

    private void ReadDeletion(DocumentValue pod)
    {
        if (pod["metadata"u8]["deletionTimestamp"u8].IsNullOrUndefined)
        {
            return;
        }

        if (pod["status"u8]["reason"u8].StringEquals("NodeLost"u8))
        {
            Reason = "Unknown";
        }
        else if (pod["status"u8]["phase"u8].AsString() is not ("Succeeded" or "Failed"))
        {
            Reason = "Terminating";
        }
    }

    private static string TerminationReason(DocumentValue terminated) => terminated["reason"u8].AsString() is { Length: > 0 } reason ? reason
        : terminated["signal"u8].AsInt64() is { } signal and not 0 ? $"Signal:{signal}"
        : $"ExitCode:{terminated["exitCode"u8].AsInt64() ?? 0}";

    private static void CountRestarts(DocumentValue container, ref int restarts, ref DateTimeOffset? last)
    {
        restarts += (int)(container["restartCount"u8].AsInt64() ?? 0);
        var finished = HumanDuration.Parse(container["lastState"u8]["terminated"u8]["finishedAt"u8]);
        if (finished > (last ?? DateTimeOffset.MinValue))
        {
            last = finished;
        }
    }
}
