using Fleet.Kubernetes.Documents;

namespace Fleet.Inventory.Workloads;

/// <summary>The pod a workload makes copies of: <see cref="Metadata"/> and <see cref="Spec"/>, undefined where it has none.</summary>
internal readonly record struct PodTemplate(DocumentValue Metadata, DocumentValue Spec)
{
    public bool Exists => Spec.IsObject;

    public static PodTemplate Of(WorkloadKey key, DocumentValue controller)
    {
        if (key is { Group: "", Kind: "Pod" })
        {
            return new(default, controller["spec"u8]);
        }

        var spec = controller["spec"u8];
        var template = (key is { Group: "batch", Kind: "CronJob" } ? spec["jobTemplate"u8]["spec"u8] : spec)["template"u8];
        return template["spec"u8]["containers"u8].IsArray ? new(template["metadata"u8], template["spec"u8]) : default;
    }
}
