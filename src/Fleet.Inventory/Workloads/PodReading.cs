using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>What counts of one pod. Filled anew for each; two that are equal make no difference to their workload. Not thread safe.</summary>
internal sealed class PodReading
{
    /// <summary>A container that restarted once may just have come before what it needs.</summary>
    private const int ManyRestarts = 2;

    public PodPhase Phase { get; private set; }

    public bool IsReady { get; private set; }

    public long Restarts { get; private set; }

    public int OomKills { get; private set; }

    public PodResources Resources { get; private set; }

    /// <summary>Why it will not become ready by waiting; null where nothing says so.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Why its containers do not run, one each; or that the pod has no node.</summary>
    public List<string> Waiting { get; } = [];

    /// <summary>It has ended and uses nothing any more.</summary>
    public bool IsOver => Phase is PodPhase.Succeeded or PodPhase.Failed;

    public PodReading Read(Document pod, NameTable names)
    {
        var status = pod["status"u8];
        Phase = PhaseOf(status["phase"u8]);
        IsReady = false;
        Restarts = 0;
        OomKills = 0;
        Trouble = null;
        Waiting.Clear();
        Resources = IsOver ? default : PodResources.Of(pod["spec"u8]);
        ReadConditions(status["conditions"u8]);
        var fell = false;
        foreach (var container in status["initContainerStatuses"u8].Items)
        {
            fell |= ReadContainer(container, names);
        }

        foreach (var container in status["containerStatuses"u8].Items)
        {
            fell |= ReadContainer(container, names);
        }

        if (Trouble is null && fell && !IsReady && !IsOver && Restarts >= ManyRestarts)
        {
            Trouble = OomKills > 0 ? "OOMKilled" : "ContainerRestarted";
        }

        Trouble = IsOver || pod["metadata"u8]["deletionTimestamp"u8].IsString ? null : Trouble;
        return this;
    }

    public bool IsSameAs(PodReading other) =>
        Phase == other.Phase && IsReady == other.IsReady && Restarts == other.Restarts && OomKills == other.OomKills
        && Resources == other.Resources && Trouble == other.Trouble && Waiting.SequenceEqual(other.Waiting);

    private static PodPhase PhaseOf(DocumentValue phase) =>
        phase.StringEquals("Running"u8) ? PodPhase.Running
        : phase.StringEquals("Pending"u8) ? PodPhase.Pending
        : phase.StringEquals("Succeeded"u8) ? PodPhase.Succeeded
        : phase.StringEquals("Failed"u8) ? PodPhase.Failed
        : PodPhase.Unknown;

    private void ReadConditions(DocumentValue conditions)
    {
        foreach (var condition in conditions.Items)
        {
            if (condition["type"u8].StringEquals("Ready"u8))
            {
                IsReady = condition["status"u8].StringEquals("True"u8) && !IsOver;
            }
            else if (condition["type"u8].StringEquals("PodScheduled"u8) && condition["reason"u8].StringEquals("Unschedulable"u8)
                && condition["status"u8].StringEquals("False"u8) && !IsOver)
            {
                Waiting.Add("Unschedulable");
            }
        }
    }

    /// <summary>True where the container ended and was started again.</summary>
    private bool ReadContainer(DocumentValue container, NameTable names)
    {
        Restarts += Math.Clamp(container["restartCount"u8].AsInt64() ?? 0, 0, int.MaxValue);
        var state = container["state"u8];
        var last = container["lastState"u8]["terminated"u8];
        if (last["reason"u8].StringEquals("OOMKilled"u8) || state["terminated"u8]["reason"u8].StringEquals("OOMKilled"u8))
        {
            OomKills++;
        }

        if (!IsOver && state["waiting"u8]["reason"u8] is { IsString: true } reason)
        {
            var text = names.Get(reason);
            text = text.Length > 128 ? text[..128] : text;
            Waiting.Add(text);
            Trouble ??= IsTrouble(text) ? text : null;
        }

        return last.IsObject;
    }

    /// <summary>As the health rule of pods has it: ErrImagePull, CreateContainerConfigError, CrashLoopBackOff…</summary>
    private static bool IsTrouble(string reason) =>
        reason.StartsWith("Err", StringComparison.Ordinal) || reason.EndsWith("Error", StringComparison.Ordinal) || reason.EndsWith("BackOff", StringComparison.Ordinal);
}
