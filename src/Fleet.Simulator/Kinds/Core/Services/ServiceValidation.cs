using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Internals;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Services;

/// <summary>Rules of Services (upstream <c>ValidateService</c>, <c>ValidateServiceUpdate</c>), in upstream's order.</summary>
internal static class ServiceValidation
{
    private const string OnlyLoadBalancer = "may only be used when `type` is 'LoadBalancer'";

    public static void Validate(DocumentValue service, FieldErrors errors)
    {
        var spec = service["spec"u8];
        var type = spec["type"u8].AsString("");
        if (spec["ports"u8].Count == 0 && !ServiceFields.IsHeadless(spec) && type != "ExternalName")
        {
            errors.Required("spec.ports");
        }

        ByType(spec, type, errors);
        PortList(spec["ports"u8], errors);
        LabelSelectors.Labels(spec["selector"u8], "spec.selector", errors);
        Affinity(spec, errors);
        Addresses(spec, type, errors);
        var index = 0;
        foreach (var ip in spec["externalIPs"u8].Items)
        {
            var path = ContainerValidation.At("spec.externalIPs", index++);
            Names.Ip(ip.AsString(""), path, errors);
            Names.EndpointIp(ip.AsString(""), path, errors);
        }

        errors.OneOf(type, "spec.type", "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        PortConflicts(spec["ports"u8], type, errors);
        LoadBalancer(spec, type, errors);
        TrafficPolicies(spec, type, errors);
    }

    /// <summary>The first address stays for the life of the service, unless it is, or becomes, an ExternalName.</summary>
    public static void Changes(DocumentValue spec, DocumentValue old, FieldErrors errors)
    {
        if (spec["type"u8].StringEquals("ExternalName"u8) || old["type"u8].StringEquals("ExternalName"u8))
        {
            return;
        }

        var before = old["clusterIPs"u8];
        var after = spec["clusterIPs"u8];
        if (before.Count > 0 && after[0].AsString("") != before[0].AsString(""))
        {
            errors.Invalid("spec.clusterIPs[0]", after, "may not change once set");
        }

        if (old["ipFamilies"u8].Count > 0 && spec["ipFamilies"u8][0].AsString("") != old["ipFamilies"u8][0].AsString(""))
        {
            errors.Invalid("spec.ipFamilies[0]", spec["ipFamilies"u8], "may not change once set");
        }

        if (old["type"u8].StringEquals("LoadBalancer"u8) && spec["type"u8].StringEquals("LoadBalancer"u8) && !spec["loadBalancerClass"u8].DeepEquals(old["loadBalancerClass"u8]))
        {
            errors.Invalid("spec.loadBalancerClass", spec["loadBalancerClass"u8], "may not change once set");
        }

        if (ServiceFields.NeedsHealthCheckPort(old) && ServiceFields.NeedsHealthCheckPort(spec) && !spec["healthCheckNodePort"u8].DeepEquals(old["healthCheckNodePort"u8]))
        {
            errors.Forbidden("spec.healthCheckNodePort", "field is immutable");
        }
    }

    private static void ByType(DocumentValue spec, string type, FieldErrors errors)
    {
        if (type is "LoadBalancer" or "NodePort" && ServiceFields.IsHeadless(spec))
        {
            errors.Invalid("spec.clusterIPs[0]", spec["clusterIPs"u8][0], $"may not be set to 'None' for {type} services");
        }

        if (type != "ExternalName")
        {
            return;
        }

        foreach (var name in (ReadOnlySpan<string>)["clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (spec[name].Count > 0 || spec[name].IsString)
            {
                errors.Forbidden($"spec.{name}", "may not be set for ExternalName services");
            }
        }

        var external = spec["externalName"u8].AsString("");
        if (external.TrimEnd('.').Length == 0)
        {
            errors.Required("spec.externalName");
        }
        else
        {
            Names.DnsSubdomain(external.EndsWith('.') ? external[..^1] : external, "spec.externalName", errors);
        }
    }

    private static void PortList(DocumentValue ports, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = ContainerValidation.At("spec.ports", index++);
            var name = port["name"u8].AsString("");
            if (name.Length > 0)
            {
                Names.DnsLabel(name, $"{path}.name", errors);
                if (!names.Add(name))
                {
                    errors.Duplicate($"{path}.name", name);
                }
            }
            else if (ports.Count > 1)
            {
                errors.Required($"{path}.name");
            }

            Ports.Number(port["port"u8], $"{path}.port", errors);
            errors.OneOf(port["protocol"u8].AsString(""), $"{path}.protocol", "SCTP", "TCP", "UDP");
            Ports.NumberOrName(port["targetPort"u8], $"{path}.targetPort", errors);
            if (port["appProtocol"u8].AsString() is { } protocol)
            {
                errors.Invalid($"{path}.appProtocol", protocol, LabelSyntax.ValidateQualifiedName(protocol));
            }
        }
    }

    private static void Affinity(DocumentValue spec, FieldErrors errors)
    {
        var affinity = spec["sessionAffinity"u8].AsString("");
        errors.OneOf(affinity, "spec.sessionAffinity", "ClientIP", "None");
        var config = spec["sessionAffinityConfig"u8];
        if (affinity == "ClientIP")
        {
            if (config["clientIP"u8]["timeoutSeconds"u8].AsInt64() is not { } timeout)
            {
                errors.Required("spec.sessionAffinityConfig", "when session affinity type is ClientIP");
            }
            else if (timeout is <= 0 or > 86400)
            {
                errors.Invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", timeout, "must be greater than 0 and less than 86400");
            }
        }
        else if (affinity == "None" && config.IsObject)
        {
            errors.Forbidden("spec.sessionAffinityConfig", "must not be set when session affinity is None");
        }
    }

    private static void Addresses(DocumentValue spec, string type, FieldErrors errors)
    {
        if (type == "ExternalName")
        {
            return;
        }

        var families = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var family in spec["ipFamilies"u8].Items)
        {
            var path = ContainerValidation.At("spec.ipFamilies", index++);
            errors.OptionalOneOf(family, path, "IPv4", "IPv6");
            if (!families.Add(family.AsString("")))
            {
                errors.Duplicate(path, family.AsString(""));
            }
        }

        errors.OptionalOneOf(spec["ipFamilyPolicy"u8], "spec.ipFamilyPolicy", "PreferDualStack", "RequireDualStack", "SingleStack");
        var addresses = spec["clusterIPs"u8];
        if (addresses.Count > 0 && spec["clusterIP"u8].AsString("") != addresses[0].AsString(""))
        {
            errors.Invalid("spec.clusterIPs", addresses, "first value must match `clusterIP`");
        }

        ClusterAddresses(addresses, errors);
    }

    private static void ClusterAddresses(DocumentValue addresses, FieldErrors errors)
    {
        var index = 0;
        foreach (var address in addresses.Items)
        {
            var path = ContainerValidation.At("spec.clusterIPs", index);
            if (address.AsString("") is var text && text == "None")
            {
                if (addresses.Count > 1)
                {
                    errors.Invalid(index == 0 ? "spec.clusterIPs" : path, addresses, "'None' must be the first and only value");
                }
            }
            else
            {
                Names.Ip(text, path, errors);
            }

            index++;
        }
    }

    private static void PortConflicts(DocumentValue ports, string type, FieldErrors errors)
    {
        var nodePorts = new HashSet<(string, long)>();
        var numbers = new HashSet<(string, long)>();
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = ContainerValidation.At("spec.ports", index++);
            var node = port["nodePort"u8].AsInt64() ?? 0;
            if (type == "ClusterIP" && node != 0)
            {
                errors.Forbidden($"{path}.nodePort", "may not be used when `type` is 'ClusterIP'");
            }

            if (node != 0 && !nodePorts.Add((port["protocol"u8].AsString(""), node)))
            {
                errors.Duplicate($"{path}.nodePort", port["nodePort"u8]);
            }
        }

        index = 0;
        foreach (var port in ports.Items)
        {
            var path = ContainerValidation.At("spec.ports", index++);
            if (!numbers.Add((port["protocol"u8].AsString(""), port["port"u8].AsInt64() ?? 0)))
            {
                var key = DocumentNode.Object(("port", port["port"u8]), ("protocol", port["protocol"u8]));
                errors.Duplicate(path, InternalTypes.Show("ServicePort", key.ToValue()).ToValue());
            }
        }
    }

    private static void LoadBalancer(DocumentValue spec, string type, FieldErrors errors)
    {
        var ranges = spec["loadBalancerSourceRanges"u8];
        if (ranges.Count > 0 && type != "LoadBalancer")
        {
            errors.Forbidden("spec.LoadBalancerSourceRanges", OnlyLoadBalancer);
        }

        var index = 0;
        foreach (var range in ranges.Items)
        {
            Names.CidrRange(range.AsString("").Trim(), ContainerValidation.At("spec.LoadBalancerSourceRanges", index++), errors);
        }

        if (spec["allocateLoadBalancerNodePorts"u8].IsBoolean && type != "LoadBalancer")
        {
            errors.Forbidden("spec.allocateLoadBalancerNodePorts", OnlyLoadBalancer);
        }

        if (spec["loadBalancerClass"u8].AsString() is { } name)
        {
            if (type != "LoadBalancer")
            {
                errors.Forbidden("spec.loadBalancerClass", OnlyLoadBalancer);
            }

            errors.Invalid("spec.loadBalancerClass", name, LabelSyntax.ValidateQualifiedName(name));
        }
    }

    private static void TrafficPolicies(DocumentValue spec, string type, FieldErrors errors)
    {
        var external = spec["externalTrafficPolicy"u8].AsString("");
        var isReachable = type is "NodePort" or "LoadBalancer" || (type == "ClusterIP" && spec["externalIPs"u8].Count > 0);
        if (isReachable)
        {
            errors.OneOf(external, "spec.externalTrafficPolicy", "Cluster", "Local");
        }
        else if (external.Length > 0)
        {
            errors.Invalid("spec.externalTrafficPolicy", external, "may only be set for externally-accessible services");
        }

        var health = spec["healthCheckNodePort"u8].AsInt64() ?? 0;
        if (health != 0 && !ServiceFields.NeedsHealthCheckPort(spec))
        {
            errors.Invalid("spec.healthCheckNodePort", health, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        }

        errors.OptionalOneOf(spec["internalTrafficPolicy"u8], "spec.internalTrafficPolicy", "Cluster", "Local");
        errors.OptionalOneOf(spec["trafficDistribution"u8], "spec.trafficDistribution", "PreferClose", "PreferSameNode", "PreferSameZone");
    }
}
