using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Services as far as their text decides; addresses and ports are allocated by the server, not defaulted (pkg/apis/core/v1/defaults.go).</summary>
internal static class ServiceDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } = [For("core.v1.Service", Service)];

    private static void Service(DocumentNode service)
    {
        var spec = service.Struct("spec");
        DefaultAffinity(spec);
        spec.Text("type", "ClusterIP");
        foreach (var port in spec.Objects("ports"))
        {
            port.Text("protocol", "TCP");
            if (port.IsNil("targetPort") || port["targetPort"]!.AsInt64() == 0 || port["targetPort"]!.AsString() == "")
            {
                port["targetPort"] = port["port"]?.AsInt64() ?? 0;
            }
        }

        DefaultTraffic(spec, spec.TextOf("type"));
        if (spec.TextOf("type") == "LoadBalancer")
        {
            spec.Pointer("allocateLoadBalancerNodePorts", true);
            foreach (var ingress in service["status"]?["loadBalancer"]?.Objects("ingress") ?? [])
            {
                if (ingress.TextOf("ip").Length > 0)
                {
                    ingress.Pointer("ipMode", "VIP");
                }
            }
        }
    }

    private static void DefaultAffinity(DocumentNode spec)
    {
        spec.Text("sessionAffinity", "None");
        if (spec.TextOf("sessionAffinity") == "None")
        {
            spec.Remove("sessionAffinityConfig");
        }
        else if (spec.TextOf("sessionAffinity") == "ClientIP" && spec.At("sessionAffinityConfig", "clientIP", "timeoutSeconds")?.AsInt64() is null)
        {
            spec["sessionAffinityConfig"] = DocumentNode.Object(("clientIP", DocumentNode.Object(("timeoutSeconds", 10800))));
        }
    }

    private static void DefaultTraffic(DocumentNode spec, string type)
    {
        var isReachableFromOutside = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec["externalIPs"] is { Count: > 0 });
        if (isReachableFromOutside)
        {
            spec.Text("externalTrafficPolicy", "Cluster");
        }

        if (type is "NodePort" or "LoadBalancer" or "ClusterIP")
        {
            spec.Pointer("internalTrafficPolicy", "Cluster");
        }
    }
}
