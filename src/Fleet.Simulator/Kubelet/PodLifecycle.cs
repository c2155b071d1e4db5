using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Seeding;

namespace Fleet.Simulator.Kubelet;

/// <summary>
/// The life of a pod on a simulated node: bound, being created, running, being stopped. Pure. The statuses are those kwok writes, so that what a
/// client sees is what it sees on fake nodes elsewhere.
/// </summary>
internal static class PodLifecycle
{
    public static PodStep Next(Document pod, DateTimeOffset now, PodFaults faults, Func<string> allocateAddress)
    {
        var status = pod["status"u8];
        if (pod.IsBeingDeleted())
        {
            return Stop(pod, now);
        }

        if (status["phase"u8].AsString() is "Succeeded" or "Failed")
        {
            return PodStep.Nothing;
        }

        return status["containerStatuses"u8].Count == 0 ? Create(pod, now, allocateAddress) : Run(pod, now, faults);
    }

    private static PodStep Stop(Document pod, DateTimeOffset now)
    {
        var grace = pod["metadata"u8]["deletionGracePeriodSeconds"u8].AsInt64() ?? 0;
        var end = pod["metadata"u8]["deletionTimestamp"u8].AsTime() ?? now;
        var stopped = end - TimeSpan.FromSeconds(grace) + PodDelays.Stop(pod.Uid(), grace);
        return stopped <= now ? PodStep.Nothing with { Delete = true } : new PodStep(null, stopped - now);
    }

    private static PodStep Create(Document pod, DateTimeOffset now, Func<string> allocateAddress)
    {
        var bound = pod.Condition("PodScheduled")["lastTransitionTime"u8].AsTime() ?? ObjectTimes.Parse(pod.CreationTimestamp()) ?? now;
        var created = bound + PodDelays.Create(pod.Uid());
        if (created > now)
        {
            return new PodStep(null, created - now);
        }

        var time = Timestamps.Format(now);
        var status = pod["status"u8].ToNode();
        var address = pod["spec"u8]["hostNetwork"u8].AsBoolean() == true ? NodeFactory.Address : allocateAddress();
        status["hostIP"] = NodeFactory.Address;
        status["podIP"] = address;
        status["podIPs"] = DocumentNode.Array(DocumentNode.Object(("ip", address)));
        var initialized = pod["spec"u8]["initContainers"u8].Items.ToList();
        if (initialized.Count > 0)
        {
            status["initContainerStatuses"] = DocumentNode.Array(initialized.Select(container => ContainerStatuses.Completed(container, time, time)));
        }

        var containers = pod["spec"u8]["containers"u8].Items.ToList();
        status["containerStatuses"] = DocumentNode.Array(containers.Select(container => ContainerStatuses.Waiting(container, "ContainerCreating", null)));
        PodConditions.Set(status, containers.Select(container => container["name"u8].AsString("")), time);
        return new PodStep(status, PodDelays.Start(pod.Uid()));
    }

    private static PodStep Run(Document pod, DateTimeOffset now, PodFaults faults)
    {
        var lifecycle = new ContainerLifecycle(pod, now, faults);
        var statuses = pod["status"u8]["containerStatuses"u8];
        var next = DocumentNode.Array();
        foreach (var container in pod["spec"u8]["containers"u8].Items)
        {
            // Faults befall the first container: the others are its sidecars.
            var own = next.Count == 0 ? faults : PodFaults.None;
            next.Items.Add(lifecycle.Next(container, FindStatus(statuses, container["name"u8].AsString("")), own));
        }

        var value = next.ToValue();
        if (value.DeepEquals(statuses) && SaysReady(pod) == AllReady(statuses))
        {
            return new PodStep(null, lifecycle.Again);
        }

        var status = pod["status"u8].ToNode();
        status["containerStatuses"] = value;
        SetPhase(pod, status, value, Timestamps.Format(now));
        return new PodStep(status, lifecycle.Again ?? TimeSpan.Zero) { Warnings = lifecycle.Warnings };
    }

    private static void SetPhase(Document pod, DocumentNode status, DocumentValue statuses, string now)
    {
        var unready = new List<string>();
        var hasStarted = false;
        var hasFailed = false;
        foreach (var container in statuses.Items)
        {
            if (container["ready"u8].AsBoolean() != true)
            {
                unready.Add(container["name"u8].AsString(""));
            }

            hasStarted |= container["started"u8].AsBoolean() == true || container["restartCount"u8].AsInt64() > 0;
            hasFailed |= container["state"u8]["terminated"u8].IsObject && pod["spec"u8]["restartPolicy"u8].AsString() == "Never";
        }

        if (hasStarted && !status.Contains("startTime"))
        {
            status["startTime"] = now;
        }

        status["phase"] = hasFailed ? "Failed" : hasStarted ? "Running" : "Pending";
        PodConditions.Set(status, unready, now);
    }

    /// <summary>The Ready condition is taken away from the pods of a lost node; a kubelet that comes back gives it again.</summary>
    private static bool SaysReady(Document pod) => pod.Condition("Ready")["status"u8].AsString() == "True";

    private static bool AllReady(DocumentValue statuses)
    {
        foreach (var status in statuses.Items)
        {
            if (status["ready"u8].AsBoolean() != true)
            {
                return false;
            }
        }

        return true;
    }

    private static DocumentValue FindStatus(DocumentValue statuses, string name)
    {
        foreach (var status in statuses.Items)
        {
            if (status["name"u8].AsString() == name)
            {
                return status;
            }
        }

        return default;
    }
}
