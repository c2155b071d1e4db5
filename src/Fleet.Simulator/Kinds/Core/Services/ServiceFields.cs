using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Services;

/// <summary>
/// What the server keeps, drops and fills in of a Service's spec before it allocates addresses and ports (pkg/registry/core/service:
/// <c>NormalizeClusterIPs</c>, <c>patchAllocatedValues</c>, <c>dropTypeDependentFields</c>). Idempotent.
/// </summary>
internal static class ServiceFields
{
    public static bool NeedsClusterIp(string type) => type is "ClusterIP" or "NodePort" or "LoadBalancer";

    public static bool NeedsNodePort(DocumentNode spec) => Type(spec) switch
    {
        "NodePort" => true,
        "LoadBalancer" => spec["allocateLoadBalancerNodePorts"]?.AsBoolean() != false,
        _ => false,
    };

    public static bool NeedsHealthCheckPort(DocumentValue spec) =>
        spec["type"u8].StringEquals("LoadBalancer"u8) && spec["externalTrafficPolicy"u8].StringEquals("Local"u8);

    public static bool IsHeadless(DocumentValue spec) => spec["clusterIP"u8].StringEquals("None"u8) || spec["clusterIPs"u8][0].StringEquals("None"u8);

    public static string Type(DocumentNode spec) => spec["type"]?.AsString() ?? "ClusterIP";

    public static void PrepareForCreate(DocumentNode spec)
    {
        if (Text(spec, "clusterIP").Length > 0 && spec["clusterIPs"] is null or { Count: 0 } && Text(spec, "clusterIP").Length > 0)
        {
            spec["clusterIPs"] = DocumentNode.Array(Text(spec, "clusterIP"));
        }
    }

    public static void PrepareForUpdate(DocumentNode spec, DocumentValue old)
    {
        FollowSingular(spec, old);
        KeepAllocated(spec, old);
        DropForType(spec, old);
    }

    /// <summary>Old clients know <c>clusterIP</c> only: what they do to it, <c>clusterIPs</c> follows.</summary>
    private static void FollowSingular(DocumentNode spec, DocumentValue old)
    {
        var single = Text(spec, "clusterIP");
        if (single == old["clusterIP"u8].AsString("") || !FieldErrors.Same(Value(spec, "clusterIPs"), old["clusterIPs"u8]))
        {
            return;
        }

        if (single.Length == 0)
        {
            spec.Remove("clusterIPs");
        }
        else if (spec["clusterIPs"] is { Count: > 0 } addresses)
        {
            addresses.Items[0] = single;
        }
        else
        {
            spec["clusterIPs"] = DocumentNode.Array(single);
        }
    }

    private static void KeepAllocated(DocumentNode spec, DocumentValue old)
    {
        var oldType = old["type"u8].AsString("ClusterIP");
        if (NeedsClusterIp(oldType) && NeedsClusterIp(Type(spec)))
        {
            if (Text(spec, "clusterIP").Length == 0 && old["clusterIP"u8].Exists)
            {
                spec["clusterIP"] = old["clusterIP"u8];
            }

            if (spec["clusterIPs"] is null or { Count: 0 } && Text(spec, "clusterIP") == old["clusterIP"u8].AsString("") && old["clusterIPs"u8].Exists)
            {
                spec["clusterIPs"] = old["clusterIPs"u8];
            }

            foreach (var name in (ReadOnlySpan<string>)["ipFamilies", "ipFamilyPolicy"])
            {
                if (spec[name] is null && old[name].Exists)
                {
                    spec[name] = old[name];
                }
            }
        }

        if (NeedsNodePort(DocumentNode.From(old)) && NeedsNodePort(spec))
        {
            KeepNodePorts(spec, old["ports"u8]);
        }

        if (NeedsHealthCheckPort(old) && NeedsHealthCheckPort(spec.ToValue()) && spec["healthCheckNodePort"] is null)
        {
            spec["healthCheckNodePort"] = old["healthCheckNodePort"u8];
        }
    }

    /// <summary>A port that is still there keeps its node port, unless another one claims it.</summary>
    private static void KeepNodePorts(DocumentNode spec, DocumentValue old)
    {
        if (spec["ports"] is not { IsArray: true } ports)
        {
            return;
        }

        var used = ports.Items.Select(port => port["nodePort"]?.AsInt64() ?? 0).ToHashSet();
        foreach (var port in ports.Items.Where(port => (port["nodePort"]?.AsInt64() ?? 0) == 0))
        {
            foreach (var before in old.Items)
            {
                var number = before["nodePort"u8].AsInt64() ?? 0;
                if (number != 0
                    && before["port"u8].AsInt64() == port["port"]?.AsInt64()
                    && before["protocol"u8].AsString("TCP") == (port["protocol"]?.AsString() ?? "TCP")
                    && used.Add(number))
                {
                    port["nodePort"] = number;
                    break;
                }
            }
        }
    }

    /// <summary>What the new type has no use for goes, if the client did not touch it.</summary>
    private static void DropForType(DocumentNode spec, DocumentValue old)
    {
        var oldNode = DocumentNode.From(old);
        var oldType = old["type"u8].AsString("ClusterIP");
        if (NeedsClusterIp(oldType) && !NeedsClusterIp(Type(spec)))
        {
            DropUntouched(spec, old, "clusterIPs", "clusterIP", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy");
        }

        if (NeedsNodePort(oldNode) && !NeedsNodePort(spec))
        {
            foreach (var port in spec["ports"] is { IsArray: true } ports ? ports.Items : [])
            {
                if (old["ports"u8].Items.ToList().Exists(before => before["nodePort"u8].AsInt64() is { } number && number == port["nodePort"]?.AsInt64()))
                {
                    port.Remove("nodePort");
                }
            }
        }

        if (NeedsHealthCheckPort(old) && !NeedsHealthCheckPort(spec.ToValue()))
        {
            DropUntouched(spec, old, "healthCheckNodePort");
        }

        if (oldType == "LoadBalancer" && Type(spec) != "LoadBalancer")
        {
            DropUntouched(spec, old, "allocateLoadBalancerNodePorts", "loadBalancerClass");
        }

        if (IsReachable(oldNode) && !IsReachable(spec))
        {
            DropUntouched(spec, old, "externalTrafficPolicy");
        }
    }

    private static bool IsReachable(DocumentNode spec) => Type(spec) is "NodePort" or "LoadBalancer" || (Type(spec) == "ClusterIP" && spec["externalIPs"] is { Count: > 0 });

    private static void DropUntouched(DocumentNode spec, DocumentValue old, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (FieldErrors.Same(Value(spec, name), old[name]))
            {
                spec.Remove(name);
            }
        }
    }

    private static string Text(DocumentNode spec, string name) => spec[name]?.AsString() ?? "";

    private static DocumentValue Value(DocumentNode spec, string name) => spec[name]?.ToValue() ?? default;
}
