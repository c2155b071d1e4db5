using System.Globalization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What an accepted pod or pod template is warned of (pkg/api/pod/warnings.go).</summary>
internal static class PodWarnings
{
    private static readonly Dictionary<string, string> DeprecatedNodeLabels = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    };

    private static readonly (string Key, bool IsPrefix, string Message)[] DeprecatedAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", false, "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("seccomp.security.alpha.kubernetes.io/pod", false, "non-functional in v1.27+; use the \"seccompProfile\" field instead"),
        ("container.seccomp.security.alpha.kubernetes.io/", true, "non-functional in v1.27+; use the \"seccompProfile\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", false, "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", false, "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    private static readonly (string Source, string Message)[] DeprecatedVolumes =
    [
        ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
        ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
        ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
        ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
        ("storageos", "deprecated in v1.22, non-functional in v1.25+"),
        ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
        ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
        ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
        ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
    ];

    /// <summary>A pod itself.</summary>
    public static IReadOnlyList<string> OfPod(DocumentValue pod, DocumentValue old)
    {
        var warnings = new List<string>();
        if (!old.Exists && HostnameProblems(pod["metadata"u8]["name"u8].AsString("")) is { } problems)
        {
            warnings.Add($"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: {problems}");
        }

        Add(pod["spec"u8], pod["metadata"u8], "", warnings);
        return warnings;
    }

    /// <summary>A workload with a template at a path; on update only when its generation changed.</summary>
    public static IReadOnlyList<string> OfTemplate(StrategyContext context, DocumentValue value, DocumentValue old, ReadOnlySpan<string> path)
    {
        var warnings = new List<string>();
        if (context.Subresource.Length > 0)
        {
            return warnings;
        }

        if (!old.Exists && HostnameProblems(value["metadata"u8]["name"u8].AsString("")) is { } problems)
        {
            warnings.Add($"metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: {problems}");
        }

        if (!old.Exists || value["metadata"u8]["generation"u8].AsInt64() != old["metadata"u8]["generation"u8].AsInt64())
        {
            var template = value.At(path);
            Add(template["spec"u8], template["metadata"u8], string.Join('.', path!) + ".", warnings);
        }

        return warnings;
    }

    private static string? HostnameProblems(string name) => NameRules.DnsLabel(name, false) is { Count: > 0 } problems ? GoText.List(problems) : null;

    private static void Add(DocumentValue spec, DocumentValue metadata, string prefix, List<string> warnings)
    {
        foreach (var (label, _) in spec["nodeSelector"u8].Members)
        {
            if (DeprecatedNodeLabels.TryGetValue(label, out var message))
            {
                warnings.Add($"{prefix}spec.nodeSelector[{label}]: {message}");
            }
        }

        AddSpreadConstraints(spec, prefix, warnings);
        foreach (var (key, isPrefix, message) in DeprecatedAnnotations)
        {
            foreach (var (annotation, _) in metadata["annotations"u8].Members)
            {
                if (isPrefix ? annotation.StartsWith(key, StringComparison.Ordinal) : annotation == key)
                {
                    warnings.Add($"{prefix}metadata.annotations[{annotation}]: {message}");
                }
            }
        }

        AddVolumes(spec, prefix, warnings);
        AddPullSecrets(spec, prefix, warnings);
        AddContainers(spec["initContainers"u8], $"{prefix}spec.initContainers", warnings);
        AddContainers(spec["containers"u8], $"{prefix}spec.containers", warnings);
        if (spec["terminationGracePeriodSeconds"u8].AsInt64() is < 0)
        {
            warnings.Add($"{prefix}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }
    }

    private static void AddSpreadConstraints(DocumentValue spec, string prefix, List<string> warnings)
    {
        var index = 0;
        foreach (var constraint in spec["topologySpreadConstraints"u8].Items)
        {
            var path = ContainerValidation.At($"{prefix}spec.topologySpreadConstraints", index++);
            if (DeprecatedNodeLabels.TryGetValue(constraint["topologyKey"u8].AsString(""), out var message))
            {
                warnings.Add($"{path}.topologyKey: {constraint["topologyKey"u8].AsString("")} is {message}");
            }

            if (!constraint["labelSelector"u8].IsObject)
            {
                warnings.Add($"{path}.labelSelector: a null labelSelector results in matching no pod");
            }
        }
    }

    private static void AddVolumes(DocumentValue spec, string prefix, List<string> warnings)
    {
        var index = 0;
        foreach (var volume in spec["volumes"u8].Items)
        {
            var path = ContainerValidation.At($"{prefix}spec.volumes", index++);
            foreach (var (source, message) in DeprecatedVolumes)
            {
                if (volume[source].IsObject)
                {
                    warnings.Add($"{path}.{source}: {message}");
                }
            }
        }
    }

    private static void AddPullSecrets(DocumentValue spec, string prefix, List<string> warnings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var secret in spec["imagePullSecrets"u8].Items)
        {
            var path = ContainerValidation.At($"{prefix}spec.imagePullSecrets", index++);
            var name = secret["name"u8].AsString("");
            if (name.Length == 0)
            {
                warnings.Add($"{path}.name: invalid empty name \"\"");
            }
            else if (!names.Add(name))
            {
                warnings.Add($"{path}.name: duplicate name \"{name}\"");
            }
        }
    }

    private static void AddContainers(DocumentValue containers, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var container in containers.Items)
        {
            var path = ContainerValidation.At(field, index++);
            foreach (var part in (ReadOnlySpan<string>)["limits", "requests"])
            {
                foreach (var resource in (ReadOnlySpan<string>)["memory", "ephemeral-storage"])
                {
                    if (Quantity.TryParse(container["resources"u8][part][resource], out var amount) && amount.RoundUp(0) != amount)
                    {
                        warnings.Add($"{path}.resources.{part}[{resource}]: fractional byte value \"{amount}\" is invalid, must be an integer");
                    }
                }
            }

            AddVariables(container["env"u8], $"{path}.env", warnings);
            AddPorts(container["ports"u8], $"{path}.ports", warnings);
        }
    }

    private static void AddVariables(DocumentValue variables, string field, List<string> warnings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var variable in variables.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (!names.Add(variable["name"u8].AsString("")))
            {
                warnings.Add($"{path}: hides previous definition of \"{variable["name"u8].AsString("")}\", which may be dropped when using apply");
            }
        }
    }

    private static void AddPorts(DocumentValue ports, string field, List<string> warnings)
    {
        var seen = new List<(string Key, string Path)>();
        var index = 0;
        foreach (var port in ports.Items)
        {
            var path = ContainerValidation.At(field, index++);
            var key = string.Create(CultureInfo.InvariantCulture, $"{port["containerPort"u8].AsInt64()}/{port["protocol"u8].AsString("")}/{port["hostPort"u8].AsInt64() ?? 0}/{port["hostIP"u8].AsString("")}");
            var earlier = seen.Find(entry => entry.Key == key);
            if (earlier.Path is not null)
            {
                warnings.Add($"{path}: duplicate port definition with {earlier.Path}");
            }

            seen.Add((key, path));
        }
    }
}
