using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Kubelet;

/// <summary>
/// Moves one container on: created, image pulled, running, ready, dead, backed off, running again. Pure: what comes next follows from the status,
/// the time and the faults.
/// </summary>
/// <param name="Pod">The pod.</param>
/// <param name="Now">The simulated time.</param>
/// <param name="Faults">What befalls its first container.</param>
internal sealed record ContainerLifecycle(Document Pod, DateTimeOffset Now, PodFaults Faults)
{
    private static readonly TimeSpan PullRetry = TimeSpan.FromSeconds(10);

    private readonly List<(string Reason, string Message)> _warnings = [];

    /// <summary>When the next container changes by time alone.</summary>
    public TimeSpan? Again { get; private set; }

    public IReadOnlyList<(string Reason, string Message)> Warnings => _warnings;

    private string Uid => Pod.Uid();

    /// <summary>The next status of a container; the present one when nothing changes.</summary>
    public DocumentNode Next(DocumentValue container, DocumentValue status, PodFaults faults)
    {
        var state = status["state"u8];
        if (state["running"u8] is { IsObject: true } running)
        {
            return NextOfRunning(container, status, running["startedAt"u8].AsTime() ?? Now, faults);
        }

        if (state["waiting"u8]["reason"u8].AsString() is { } reason)
        {
            return reason == "CrashLoopBackOff" ? NextOfBackedOff(container, status, faults) : NextOfCreating(container, status, reason, faults);
        }

        return status.ToNode();
    }

    private DocumentNode NextOfCreating(DocumentValue container, DocumentValue status, string reason, PodFaults faults)
    {
        var created = Pod.Condition("Initialized")["lastTransitionTime"u8].AsTime() ?? Now;
        if (!IsDue(created + PodDelays.Start(Uid)))
        {
            return status.ToNode();
        }

        var image = container["image"u8].AsString("");
        if (faults.ImagePull is null)
        {
            return Start(container, faults, null, 0);
        }

        if (reason == "ErrImagePull")
        {
            return ContainerStatuses.Waiting(container, "ImagePullBackOff", $"Back-off pulling image \"{image}\": ErrImagePull: {PullError(image)}");
        }

        if (reason == "ImagePullBackOff")
        {
            return status.ToNode();
        }

        WakeAfter(PullRetry);
        _warnings.Add(("Failed", $"Failed to pull image \"{image}\": {PullError(image)}"));
        _warnings.Add(("Failed", "Error: ErrImagePull"));
        return ContainerStatuses.Waiting(container, "ErrImagePull", PullError(image));
    }

    private DocumentNode NextOfRunning(DocumentValue container, DocumentValue status, DateTimeOffset startedAt, PodFaults faults)
    {
        if (faults.Death is { } death && IsDue(startedAt + death.After))
        {
            return Die(container, status, startedAt, death.Reason, death.ExitCode, faults);
        }

        var ready = IsReady(container, startedAt, faults);
        if (ready == (status["ready"u8].AsBoolean() == true))
        {
            return status.ToNode();
        }

        if (faults.Readiness is not null)
        {
            _warnings.Add(("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"));
        }

        var node = status.ToNode();
        node["ready"] = ready;
        return node;
    }

    private DocumentNode NextOfBackedOff(DocumentValue container, DocumentValue status, PodFaults faults)
    {
        var finished = status["lastState"u8]["terminated"u8]["finishedAt"u8].AsTime() ?? Now;
        var restarts = status["restartCount"u8].AsInt64() ?? 0;
        return IsDue(finished + PodDelays.BackOff(restarts))
            ? Start(container, faults, status["lastState"u8].ToNode(), restarts + 1)
            : status.ToNode();
    }

    private DocumentNode Die(DocumentValue container, DocumentValue status, DateTimeOffset startedAt, string reason, int exitCode, PodFaults faults)
    {
        var terminated = ContainerStatuses.Terminated(reason, exitCode, Timestamps.Format(startedAt), Timestamps.Format(Now));
        if (Pod["spec"u8]["restartPolicy"u8].AsString() == "Never")
        {
            var node = status.ToNode();
            node["state"] = DocumentNode.Object(("terminated", terminated));
            node["ready"] = false;
            node["started"] = false;
            return node;
        }

        if (faults.Liveness is not null)
        {
            _warnings.Add(("Unhealthy", "Liveness probe failed: HTTP probe failed with statuscode: 503"));
        }

        var lastState = DocumentNode.Object(("terminated", terminated));
        var restarts = status["restartCount"u8].AsInt64() ?? 0;
        if (restarts == 0 || Now - startedAt >= PodDelays.BackOffReset)
        {
            // The first restart is not held back.
            return Start(container, faults, lastState, restarts + 1);
        }

        var name = container["name"u8].AsString("");
        var backOff = PodDelays.BackOff(restarts);
        WakeAfter(backOff);
        _warnings.Add(("BackOff", $"Back-off restarting failed container {name} in pod {Pod.Name()}_{Pod.Namespace()}({Uid})"));
        var text = GoDuration.From(backOff).ToString();
        return ContainerStatuses.Waiting(
            container, "CrashLoopBackOff", $"back-off {text} restarting failed container={name} pod={Pod.Name()}_{Pod.Namespace()}({Uid})", lastState, restarts);
    }

    private DocumentNode Start(DocumentValue container, PodFaults faults, DocumentNode? lastState, long restarts)
    {
        if (faults.Death is { } death)
        {
            WakeAfter(death.After);
        }

        return ContainerStatuses.Running(container, Timestamps.Format(Now), IsReady(container, Now, faults), lastState, restarts);
    }

    private bool IsReady(DocumentValue container, DateTimeOffset startedAt, PodFaults faults)
    {
        if (faults.Readiness is not null)
        {
            return false;
        }

        var probe = container["readinessProbe"u8];
        return !probe.IsObject || IsDue(startedAt + PodDelays.FirstProbe(Uid) + TimeSpan.FromSeconds(probe["initialDelaySeconds"u8].AsInt64() ?? 0));
    }

    private bool IsDue(DateTimeOffset at)
    {
        if (at > Now)
        {
            WakeAfter(at - Now);
        }

        return at <= Now;
    }

    private void WakeAfter(TimeSpan span) => Again = Again is { } known && known < span ? known : span;

    private static string PullError(string image) =>
        $"rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": {image}: not found";
}
