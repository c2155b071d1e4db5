using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>Pod specs, in pods and in templates (upstream <c>ValidatePodSpec</c>); errors come in upstream's order.</summary>
internal static class PodSpecValidation
{
    public static void Validate(DocumentValue spec, bool isPod, string field, FieldErrors errors)
    {
        var pod = new PodRules(spec, isPod);
        if (pod.GracePeriod is null)
        {
            errors.Required($"{field}.terminationGracePeriodSeconds");
        }

        VolumeValidation.Validate(pod, $"{field}.volumes", errors);
        ResourceClaims(spec["resourceClaims"u8], $"{field}.resourceClaims", errors);
        ContainerValidation.Containers(pod, $"{field}.containers", errors);
        ContainerValidation.InitContainers(pod, $"{field}.initContainers", errors);
        ContainerValidation.EphemeralContainers(pod, $"{field}.ephemeralContainers", errors);
        if (spec["resources"u8].IsObject)
        {
            ResourceRequirementsValidation.Validate(spec["resources"u8], spec["resourceClaims"u8], $"{field}.resources", errors);
        }

        HostNetworkPorts(pod, $"{field}.containers", errors);
        errors.OneOf(pod.RestartPolicy, $"{field}.restartPolicy", "Always", "OnFailure", "Never");
        errors.OneOf(spec["dnsPolicy"u8].AsString(""), $"{field}.dnsPolicy", "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        LabelSelectors.Labels(spec["nodeSelector"u8], $"{field}.nodeSelector", errors);
        SecurityContextValidation.Pod(spec["securityContext"u8], spec, $"{field}.securityContext", errors);
        SchedulingValidation.Affinity(spec["affinity"u8], $"{field}.affinity", errors);
        DnsConfig(spec, $"{field}.dnsConfig", errors);
        Gates(spec, field, errors);
        SchedulingValidation.SpreadConstraints(spec["topologySpreadConstraints"u8], $"{field}.topologySpreadConstraints", errors);
        HostUsers(spec, field, errors);
        NamesOfOtherObjects(spec, field, errors);
    }

    private static void NamesOfOtherObjects(DocumentValue spec, string field, FieldErrors errors)
    {
        OptionalName(spec["serviceAccountName"u8], NameRules.DnsSubdomain, $"{field}.serviceAccountName", errors);
        OptionalName(spec["nodeName"u8], NameRules.DnsSubdomain, $"{field}.nodeName", errors);
        if (spec["activeDeadlineSeconds"u8].AsInt64() is { } deadline and (< 1 or > int.MaxValue))
        {
            errors.Invalid($"{field}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        }

        OptionalName(spec["hostname"u8], NameRules.DnsLabel, $"{field}.hostname", errors);
        OptionalName(spec["subdomain"u8], NameRules.DnsLabel, $"{field}.subdomain", errors);
        SchedulingValidation.Tolerations(spec["tolerations"u8], $"{field}.tolerations", errors);
        HostAliases(spec["hostAliases"u8], $"{field}.hostAliases", errors);
        OptionalName(spec["priorityClassName"u8], NameRules.DnsSubdomain, $"{field}.priorityClassName", errors);
        if (spec["runtimeClassName"u8].AsString() is { } runtime)
        {
            errors.Name(NameRules.DnsSubdomain, runtime, $"{field}.runtimeClassName");
        }

        if (spec["preemptionPolicy"u8].AsString() is { } preemption)
        {
            errors.OneOf(preemption, $"{field}.preemptionPolicy", "PreemptLowerPriority", "Never");
        }

        if (spec["os"u8].IsObject)
        {
            errors.OneOf(spec["os"u8]["name"u8].AsString(""), $"{field}.os", "linux", "windows");
        }
    }

    private static void OptionalName(DocumentValue value, NameRule rule, string field, FieldErrors errors)
    {
        if (value.AsString("") is { Length: > 0 } name)
        {
            errors.Name(rule, name, field);
        }
    }

    private static void ResourceClaims(DocumentValue claims, string field, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var claim in claims.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var name = claim["name"u8].AsString("");
            if (name.Length == 0)
            {
                errors.Required($"{path}.name");
            }
            else if (!names.Add(name))
            {
                errors.Duplicate($"{path}.name", name);
            }
            else
            {
                Names.DnsLabel(name, $"{path}.name", errors);
            }

            if (claim["resourceClaimName"u8].IsString && claim["resourceClaimTemplateName"u8].IsString)
            {
                errors.Invalid(path, claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }
            else if (!claim["resourceClaimName"u8].IsString && !claim["resourceClaimTemplateName"u8].IsString)
            {
                errors.Invalid(path, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
        }
    }

    /// <summary>With host networking a port is its host port; a template may leave that to the pod.</summary>
    private static void HostNetworkPorts(PodRules pod, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var container in pod.Spec["containers"u8].Items)
        {
            var path = ContainerValidation.At(field, index++);
            var port = 0;
            foreach (var item in container["ports"u8].Items)
            {
                var at = ContainerValidation.At($"{path}.ports", port++);
                var host = item["hostPort"u8].AsInt64() ?? 0;
                if (pod.IsHostNetwork && (pod.IsPod || host != 0) && host != (item["containerPort"u8].AsInt64() ?? 0))
                {
                    errors.Invalid($"{at}.hostPort", host, "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void DnsConfig(DocumentValue spec, string field, FieldErrors errors)
    {
        var config = spec["dnsConfig"u8];
        var servers = config["nameservers"u8];
        if (spec["dnsPolicy"u8].StringEquals("None"u8))
        {
            if (!config.IsObject)
            {
                errors.Required(field, "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }

            if (servers.Count == 0)
            {
                errors.Required($"{field}.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
                return;
            }
        }

        if (servers.Count > 3)
        {
            errors.Invalid($"{field}.nameservers", servers, "must not have more than 3 nameservers");
        }

        var index = 0;
        foreach (var server in servers.Items)
        {
            Names.Ip(server.AsString(""), ContainerValidation.At($"{field}.nameservers", index++), errors);
        }

        index = 0;
        foreach (var option in config["options"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.options", index++);
            if (option["name"u8].AsString("").Length == 0)
            {
                errors.Required(path, "must not be empty");
            }
        }
    }

    private static void Gates(DocumentValue spec, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var gate in spec["readinessGates"u8].Items)
        {
            var type = gate["conditionType"u8].AsString("");
            errors.Invalid($"{ContainerValidation.At($"{field}.readinessGates", index++)}.conditionType", type, LabelSyntax.ValidateQualifiedName(type));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        index = 0;
        foreach (var gate in spec["schedulingGates"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.schedulingGates", index++);
            var name = gate["name"u8].AsString("");
            errors.Invalid(path, name, LabelSyntax.ValidateQualifiedName(name));
            if (!seen.Add(name))
            {
                errors.Duplicate(path, name);
            }
        }
    }

    private static void HostUsers(DocumentValue spec, string field, FieldErrors errors)
    {
        if (spec["hostUsers"u8].AsBoolean() != false)
        {
            return;
        }

        foreach (var (name, shown) in (ReadOnlySpan<(string, string)>)[("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")])
        {
            if (spec[name].AsBoolean() == true)
            {
                errors.Forbidden($"{field}.{shown}", "when `hostUsers` is false");
            }
        }
    }

    private static void HostAliases(DocumentValue aliases, string field, FieldErrors errors)
    {
        var index = 0;
        foreach (var alias in aliases.Items)
        {
            var path = ContainerValidation.At(field, index++);
            Names.Ip(alias["ip"u8].AsString(""), $"{path}.ip", errors);
            var host = 0;
            foreach (var name in alias["hostnames"u8].Items)
            {
                Names.DnsSubdomain(name.AsString(""), ContainerValidation.At($"{path}.hostnames", host++), errors);
            }
        }
    }
}
