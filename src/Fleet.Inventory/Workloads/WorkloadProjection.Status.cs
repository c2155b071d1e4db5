using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Values;

namespace Fleet.Inventory.Workloads;

/// <content>The status.</content>
internal static partial class WorkloadProjection
{
    /// <summary>Reasons that are listed; the others are rarer.</summary>
    private const int MaxWaiting = 8;

    private static void WriteStatus(DocumentBuilder builder, WorkloadFacts facts, PodTemplate template, HealthAssessment verdict)
    {
        var controller = facts.Controller?.Root ?? default;
        var replicas = ReplicaCounts.Of(facts.Key, controller, facts.Pods);
        builder.Name("status"u8).StartObject().Name("health"u8).String(verdict.Status.ToString());
        WriteText(builder, "reason"u8, verdict.Reason);
        WriteText(builder, "message"u8, verdict.Message);
        builder.Name("replicas"u8).StartObject().Name("desired"u8).Number(replicas.Desired).Name("ready"u8).Number(replicas.Ready);
        builder.Name("updated"u8).Number(replicas.Updated).Name("available"u8).Number(replicas.Available).EndObject();
        WritePods(builder, facts.Pods);
        WriteResources(builder, ResourcesOf(facts, template, replicas));
        WriteLastChange(builder, facts.Controller);
        WriteSource(builder, template, controller);
        if ((controller["status"u8]["observedGeneration"u8].AsInt64() ?? controller["metadata"u8]["generation"u8].AsInt64()) is { } generation)
        {
            builder.Name("observedGeneration"u8).Number(generation);
        }

        builder.EndObject();
    }

    /// <summary>What the pods ask for; where there are none yet, what they will ask for.</summary>
    private static PodResources ResourcesOf(WorkloadFacts facts, PodTemplate template, ReplicaCounts replicas)
    {
        if (facts.Pods.Total > 0 || replicas.Desired == 0 || facts.Key is { Group: "batch" })
        {
            return facts.Pods.Resources;
        }

        var one = PodResources.Of(template.Spec);
        return new(Times(one.CpuRequest), Times(one.MemoryRequest), Times(one.CpuLimit), Times(one.MemoryLimit));

        long Times(long amount) => PodResources.Clamp((Int128)amount * replicas.Desired);
    }

    private static void WritePods(DocumentBuilder builder, PodTotals pods)
    {
        builder.Name("pods"u8).StartObject().Name("total"u8).Number(pods.Total).Name("running"u8).Number(pods.Running);
        builder.Name("pending"u8).Number(pods.Pending).Name("failed"u8).Number(pods.Failed);
        builder.Name("restarts"u8).Number(pods.Restarts).Name("oomKills"u8).Number(pods.OomKills);
        if (pods.Waiting is { } waiting)
        {
            builder.Name("waiting"u8).StartArray();
            foreach (var (reason, count) in waiting.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(MaxWaiting))
            {
                builder.StartObject().Name("reason"u8).String(reason).Name("count"u8).Number(count).EndObject();
            }

            builder.EndArray();
        }

        builder.EndObject();
    }

    private static void WriteResources(DocumentBuilder builder, PodResources resources)
    {
        builder.Name("resources"u8).StartObject();
        WriteAmounts(builder, "requests"u8, resources.CpuRequest, resources.MemoryRequest);
        WriteAmounts(builder, "limits"u8, resources.CpuLimit, resources.MemoryLimit);
        builder.EndObject();
    }

    private static void WriteAmounts(DocumentBuilder builder, ReadOnlySpan<byte> name, long millicores, long bytes)
    {
        if (millicores == 0 && bytes == 0)
        {
            return;
        }

        builder.Name(name).StartObject();
        if (millicores != 0)
        {
            builder.Name("cpu"u8).String(Quantity.FromScaled(millicores, -3).ToString());
        }

        if (bytes != 0)
        {
            builder.Name("memory"u8).String(new Quantity(bytes, QuantityFormat.BinarySI).ToString());
        }

        builder.EndObject();
    }

    private static void WriteLastChange(DocumentBuilder builder, Document? controller)
    {
        if (controller is null || LastChange.Of(controller) is not { } change)
        {
            return;
        }

        builder.Name("lastChange"u8).StartObject().Name("time"u8).String(Timestamps.Format(change.Time));
        WriteText(builder, "manager"u8, change.Manager);
        WriteText(builder, "operation"u8, change.Operation);
        builder.EndObject();
    }

    private static void WriteSource(DocumentBuilder builder, PodTemplate template, DocumentValue controller)
    {
        var source = WorkloadSource.Of(template.Metadata, controller["metadata"u8]);
        if (source.IsEmpty)
        {
            return;
        }

        builder.Name("source"u8).StartObject();
        WriteText(builder, "commit"u8, source.Commit);
        WriteText(builder, "version"u8, source.Version);
        WriteText(builder, "repository"u8, source.Repository);
        builder.EndObject();
    }

    private static void WriteText(DocumentBuilder builder, ReadOnlySpan<byte> name, string text)
    {
        if (text.Length > 0)
        {
            builder.Name(name).String(text);
        }
    }
}
