using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Grains.Workloads;

/// <summary>The CloudEvent of a workload that does not get well by itself.</summary>
internal static class StuckEvent
{
    public const string Type = "io.fleetengine.workload.stuck";

    public static Document Of(WorkloadKey workload, ConcernState state, DateTimeOffset now)
    {
        using var builder = new DocumentBuilder();
        return builder.StartObject()
            .Name("specversion"u8).String("1.0")
            .Name("type"u8).String(Type)
            .Name("source"u8).String($"/clusters/{workload.Cluster}")
            .Name("subject"u8).String($"{workload.Namespace}/{workload.ObjectName}")
            .Name("time"u8).String(Timestamps.FormatMicro(now))
            .Name("datacontenttype"u8).String("application/json")
            .Name("fleetcluster"u8).String(workload.Cluster)
            .Name("fleetnamespace"u8).String(workload.Namespace)
            .Name("data"u8).StartObject()
            .Name("kind"u8).String(workload.Kind)
            .Name("name"u8).String(workload.Name)
            .Name("health"u8).String(state.Health.ToString())
            .Name("reason"u8).String(state.Reason)
            .Name("since"u8).String(Timestamps.FormatMicro(state.Since))
            .Name("seconds"u8).Number((long)(now - state.HealthSince).TotalSeconds)
            .EndObject().EndObject().Build();
    }
}
