using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kinds.Core.Services;

/// <summary>What an accepted Service is warned of (pkg/api/service/warnings.go).</summary>
internal static class ServiceWarnings
{
    public static IReadOnlyList<string> Of(DocumentValue service)
    {
        var warnings = new List<string>();
        var spec = service["spec"u8];
        if (service["metadata"u8]["annotations"u8]["service.kubernetes.io/topology-aware-hints"].Exists)
        {
            warnings.Add("annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead");
        }

        if (ServiceFields.IsHeadless(spec))
        {
            if (spec["loadBalancerIP"u8].AsString("").Length > 0)
            {
                warnings.Add("spec.loadBalancerIP is ignored for headless services");
            }

            if (spec["externalIPs"u8].Count > 0)
            {
                warnings.Add("spec.externalIPs is ignored for headless services");
            }

            if (spec["sessionAffinity"u8].AsString("None") != "None")
            {
                warnings.Add("spec.SessionAffinity is ignored for headless services");
            }
        }

        if (spec["externalIPs"u8].Count > 0)
        {
            warnings.Add(spec["type"u8].StringEquals("ExternalName"u8)
                ? "spec.externalIPs is ignored when spec.type is \"ExternalName\""
                : "spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }

        if (spec["type"u8].AsString("") is var type && type != "ExternalName" && spec["externalName"u8].AsString("").Length > 0)
        {
            warnings.Add($"spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }

        if (spec["trafficDistribution"u8].StringEquals("PreferClose"u8))
        {
            warnings.Add("spec.trafficDistribution: PreferClose is deprecated, please use PreferSameZone instead");
        }

        return warnings;
    }
}
