using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Kinds.Core.Pods;

/// <summary>What an accepted pod or pod template is warned of (pkg/api/pod/warnings.go).</summary>
internal static class PodWarnings
{
    private const string NullSelector = "a null labelSelector results in matching no pod";
    private const string Seccomp = "non-functional in v1.27+; use the \"seccompProfile\" field instead";

    private static readonly (string Key, string Message)[] DeprecatedAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    /// <summary>A pod itself.</summary>
    public static IReadOnlyList<string> OfPod(DocumentValue pod)
    {
        var warnings = new List<string>();
        if (HostnameProblems(pod["metadata"u8]["name"u8].AsString("")) is { } problems)
        {
            warnings.Add($"metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: {problems}");
        }

        Add(pod["spec"u8], pod["metadata"u8], "", warnings);
        return warnings;
    }

    /// <summary>A workload with a template at a path; on update only when its generation changed.</summary>
    public static List<string> OfTemplate(StrategyContext context, DocumentValue value, DocumentValue old, ReadOnlySpan<string> path)
    {
        var warnings = new List<string>();
        AddName(context, value, old, warnings);
        AddTemplate(context, value, old, path, warnings);
        return warnings;
    }

    /// <summary>The name of a new workload becomes part of hostnames.</summary>
    public static void AddName(StrategyContext context, DocumentValue value, DocumentValue old, List<string> warnings)
    {
        if (context.Subresource.Length == 0 && !old.Exists && HostnameProblems(value["metadata"u8]["name"u8].AsString("")) is { } problems)
        {
            warnings.Add($"metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: {problems}");
        }
    }

    /// <summary>The template of a workload.</summary>
    public static void AddTemplate(StrategyContext context, DocumentValue value, DocumentValue old, ReadOnlySpan<string> path, List<string> warnings)
    {
        if (context.Subresource.Length == 0 && (!old.Exists || value["metadata"u8]["generation"u8].AsInt64() != old["metadata"u8]["generation"u8].AsInt64()))
        {
            var template = value.At(path);
            Add(template["spec"u8], template["metadata"u8], string.Join('.', path!) + ".", warnings);
        }
    }

    private static string? HostnameProblems(string name) => NameRules.DnsLabel(name, false) is { Count: > 0 } problems ? GoText.List(problems) : null;

    private static void Add(DocumentValue spec, DocumentValue metadata, string prefix, List<string> warnings)
    {
        var annotations = metadata["annotations"u8];
        NodeLabels.WarnOfSelector(spec["nodeSelector"u8], label => $"{prefix}spec.nodeSelector[{label}]", warnings);
        AddNodeAffinity(spec["affinity"u8]["nodeAffinity"u8], $"{prefix}spec.affinity.nodeAffinity", warnings);
        AddSpreadConstraints(spec["topologySpreadConstraints"u8], $"{prefix}spec.topologySpreadConstraints", warnings);
        foreach (var (key, message) in DeprecatedAnnotations)
        {
            if (annotations[key].Exists)
            {
                warnings.Add($"{prefix}metadata.annotations[{key}]: {message}");
            }
        }

        VolumeWarnings.Add(spec["volumes"u8], $"{prefix}spec.volumes", warnings);
        AddHostAliases(spec["hostAliases"u8], $"{prefix}spec.hostAliases", warnings);
        AddPullSecrets(spec["imagePullSecrets"u8], $"{prefix}spec.imagePullSecrets", warnings);
        ContainerWarnings.AddFractions(spec["overhead"u8], $"{prefix}spec.overhead", warnings);
        if (!spec["securityContext"u8]["seccompProfile"u8].IsObject && annotations["seccomp.security.alpha.kubernetes.io/pod"].Exists)
        {
            warnings.Add($"{prefix}metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]: {Seccomp}");
        }

        ContainerWarnings.Add(spec, annotations, prefix, warnings);
        if (spec["terminationGracePeriodSeconds"u8].AsInt64() is < 0)
        {
            warnings.Add($"{prefix}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }

        foreach (var kind in (ReadOnlySpan<string>)["podAffinity", "podAntiAffinity"])
        {
            AddPodAffinity(spec["affinity"u8][kind], $"{prefix}spec.affinity.{kind}", warnings);
        }

        AddAddresses(spec, prefix, warnings);
    }

    private static void AddNodeAffinity(DocumentValue affinity, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var term in affinity["requiredDuringSchedulingIgnoredDuringExecution"u8]["nodeSelectorTerms"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", index++);
            NodeLabels.WarnOfTerm(term["matchExpressions"u8], $"{path}.matchExpressions", warnings);
        }

        index = 0;
        foreach (var term in affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.preferredDuringSchedulingIgnoredDuringExecution", index++);
            NodeLabels.WarnOfTerm(term["preference"u8]["matchExpressions"u8], $"{path}.preference.matchExpressions", warnings);
        }
    }

    private static void AddPodAffinity(DocumentValue affinity, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var term in affinity["requiredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.requiredDuringSchedulingIgnoredDuringExecution", index++);
            if (!term["labelSelector"u8].IsObject)
            {
                warnings.Add($"{path}.labelSelector: {NullSelector}");
            }
        }

        index = 0;
        foreach (var term in affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
        {
            var path = ContainerValidation.At($"{field}.preferredDuringSchedulingIgnoredDuringExecution", index++);
            if (!term["podAffinityTerm"u8]["labelSelector"u8].IsObject)
            {
                warnings.Add($"{path}.podAffinityTerm.labelSelector: {NullSelector}");
            }
        }
    }

    private static void AddSpreadConstraints(DocumentValue constraints, string field, List<string> warnings)
    {
        var index = 0;
        foreach (var constraint in constraints.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (constraint["topologyKey"u8].AsString() is { } key && NodeLabels.Problem(key) is { } problem)
            {
                warnings.Add($"{path}.topologyKey: {key} is {problem}");
            }

            if (!constraint["labelSelector"u8].IsObject)
            {
                warnings.Add($"{path}.labelSelector: {NullSelector}");
            }
        }
    }

    private static void AddHostAliases(DocumentValue aliases, string field, List<string> warnings)
    {
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var alias in aliases.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (!addresses.Add(alias["ip"u8].AsString("")))
            {
                warnings.Add($"{path}.ip: duplicate ip \"{alias["ip"u8].AsString("")}\"");
            }
        }
    }

    private static void AddPullSecrets(DocumentValue secrets, string field, List<string> warnings)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var all = secrets.Items.ToList().ConvertAll(secret => secret["name"u8].AsString(""));
        for (var i = 0; i < all.Count; i++)
        {
            if (!names.Add(all[i]))
            {
                warnings.Add($"{ContainerValidation.At(field, i)}.name: duplicate name \"{all[i]}\"");
            }
        }

        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Length == 0)
            {
                warnings.Add($"{ContainerValidation.At(field, i)}.name: invalid empty name \"\"");
            }
        }
    }

    private static void AddAddresses(DocumentValue spec, string prefix, List<string> warnings)
    {
        var index = 0;
        foreach (var server in spec["dnsConfig"u8]["nameservers"u8].Items)
        {
            AddressWarnings.Ip(server.AsString(""), ContainerValidation.At($"{prefix}spec.dnsConfig.nameservers", index++), warnings);
        }

        index = 0;
        foreach (var alias in spec["hostAliases"u8].Items)
        {
            AddressWarnings.Ip(alias["ip"u8].AsString(""), $"{ContainerValidation.At($"{prefix}spec.hostAliases", index++)}.ip", warnings);
        }
    }
}
