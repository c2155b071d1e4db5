using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The groups <c>networking.k8s.io</c> and <c>discovery.k8s.io</c> (their v1/defaults.go).</summary>
internal static class NetworkingDefaults
{
    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("networking.v1.NetworkPolicyPort", port => port.Pointer("protocol", "TCP")),
        For("networking.v1.NetworkPolicy", NetworkPolicy),
        For("networking.v1.IngressClassParametersReference", reference => reference.Pointer("scope", "Cluster")),
        For("discovery.v1.EndpointPort", EndpointPort),
    ];

    private static void NetworkPolicy(DocumentNode policy)
    {
        var spec = policy.Struct("spec");
        if (spec["policyTypes"] is null or { Count: 0 })
        {
            // Any policy acts on ingress; it acts on egress where it says something of it.
            spec["policyTypes"] = spec["egress"] is { Count: > 0 } ? DocumentNode.Array("Ingress", "Egress") : DocumentNode.Array("Ingress");
        }
    }

    private static void EndpointPort(DocumentNode port)
    {
        port.Pointer("name", "");
        port.Pointer("protocol", "TCP");
    }
}
