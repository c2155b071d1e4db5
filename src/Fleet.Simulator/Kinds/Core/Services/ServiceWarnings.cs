using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

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

        var isHeadless = ServiceFields.IsHeadless(spec);
        if (!isHeadless)
        {
            Addresses(spec["clusterIPs"u8], "spec.clusterIPs", warnings);
        }
        else
        {
            OfHeadless(spec, warnings);
        }

        Addresses(spec["externalIPs"u8], "spec.externalIPs", warnings);
        var isExternal = spec["type"u8].StringEquals("ExternalName"u8);
        if (spec["externalIPs"u8].Count > 0 && !isHeadless && !isExternal)
        {
            warnings.Add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
        }

        OfLoadBalancer(spec, warnings);
        if (isExternal && spec["externalIPs"u8].Count > 0)
        {
            warnings.Add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
        }

        if (!isExternal && spec["externalName"u8].AsString("").Length > 0)
        {
            warnings.Add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
        }

        if (spec["trafficDistribution"u8].StringEquals("PreferClose"u8))
        {
            warnings.Add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
        }

        return warnings;
    }

    private static void OfLoadBalancer(DocumentValue spec, List<string> warnings)
    {
        if (spec["loadBalancerIP"u8].AsString("") is { Length: > 0 } address)
        {
            AddressWarnings.Ip(address, "spec.loadBalancerIP", warnings);
        }

        var index = 0;
        foreach (var range in spec["loadBalancerSourceRanges"u8].Items)
        {
            AddressWarnings.Cidr(range.AsString(""), ContainerValidation.At("spec.loadBalancerSourceRanges", index++), warnings);
        }
    }

    private static void OfHeadless(DocumentValue spec, List<string> warnings)
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

    private static void Addresses(DocumentValue addresses, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var address in addresses.Items)
        {
            AddressWarnings.Ip(address.AsString(""), ContainerValidation.At(field, index++), warnings);
        }
    }
}
