using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Kinds.Core.Pods;
using Fleet.Simulator.Kinds.Validation;

namespace Fleet.Simulator.Admission;

/// <summary>What an object uses of a quota (pkg/quota/v1/evaluator): by resource name, as quotas name it.</summary>
internal static class QuotaUsage
{
    private static readonly string[] Counted = ["pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims"];

    /// <summary>The use of one object; empty when it does not count (a pod that is done).</summary>
    public static Dictionary<string, Quantity> Of(GroupResource resource, DocumentValue value)
    {
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal) { [$"count/{resource}"] = new Quantity(1) };
        if (resource.Group.Length > 0)
        {
            return usage;
        }

        if (resource.Resource == "pods")
        {
            Pod(value, usage);
            return usage;
        }

        if (Counted.Contains(resource.Resource))
        {
            usage[resource.Resource] = new Quantity(1);
        }

        if (resource.Resource == "services")
        {
            Service(value["spec"u8], usage);
        }
        else if (resource.Resource == "persistentvolumeclaims")
        {
            Claim(value["spec"u8], usage);
        }

        return usage;
    }

    /// <summary>Whether a quota with scopes is about the object at all.</summary>
    public static bool IsInScope(DocumentValue quota, GroupResource resource, DocumentValue value)
    {
        var spec = quota["spec"u8];
        var scopes = spec["scopes"u8].Items.ToList().Select(scope => (scope.AsString(""), "Exists", default(DocumentValue)))
            .Concat(spec["scopeSelector"u8]["matchExpressions"u8].Items.ToList().Select(term => (term["scopeName"u8].AsString(""), term["operator"u8].AsString(""), term["values"u8])))
            .ToList();
        return scopes.Count == 0 || (resource == new GroupResource("", "pods") && scopes.TrueForAll(scope => Matches(scope.Item1, scope.Item2, scope.Item3, value["spec"u8])));
    }

    /// <summary>The compute resources a quota limits that containers do not say: <c>requests.cpu for: c</c>; null when all is said.</summary>
    public static string? Missing(DocumentValue hard, DocumentValue pod)
    {
        var required = hard.Members.ToList().Select(member => member.Name).Where(IsCompute).Order(StringComparer.Ordinal).ToList();
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var containers = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var container in pod["spec"u8][list].Items)
            {
                foreach (var name in required.Where(name => !Says(container["resources"u8], name)))
                {
                    missing.Add(name);
                    containers.Add(container["name"u8].AsString(""));
                }
            }
        }

        return missing.Count == 0 ? null : $"{string.Join(',', missing)} for: {string.Join(',', containers)}";
    }

    private static bool IsCompute(string name) => name is "cpu" or "memory" or "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory";

    private static bool Says(DocumentValue resources, string name)
    {
        var isLimit = name.StartsWith("limits.", StringComparison.Ordinal);
        var resource = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return resources[isLimit ? "limits" : "requests"][resource].Exists;
    }

    private static bool Matches(string scope, string operation, DocumentValue values, DocumentValue spec) => scope switch
    {
        "Terminating" => spec["activeDeadlineSeconds"u8].AsInt64() is >= 0,
        "NotTerminating" => spec["activeDeadlineSeconds"u8].AsInt64() is null,
        "BestEffort" => PodQos.Of(spec) == "BestEffort",
        "NotBestEffort" => PodQos.Of(spec) != "BestEffort",
        "PriorityClass" => MatchesPriority(operation, values, spec["priorityClassName"u8].AsString("")),
        _ => false,
    };

    private static bool MatchesPriority(string operation, DocumentValue values, string priority) => operation switch
    {
        "In" => values.Items.ToList().Exists(value => value.AsString() == priority),
        "NotIn" => !values.Items.ToList().Exists(value => value.AsString() == priority),
        "Exists" => priority.Length > 0,
        _ => priority.Length == 0,
    };

    private static void Pod(DocumentValue pod, Dictionary<string, Quantity> usage)
    {
        if (pod["status"u8]["phase"u8].AsString() is "Failed" or "Succeeded")
        {
            return;
        }

        usage["pods"] = new Quantity(1);
        foreach (var (part, prefix) in (ReadOnlySpan<(string, string)>)[("requests", "requests."), ("limits", "limits.")])
        {
            foreach (var (name, amount) in PodAmounts(pod["spec"u8], part))
            {
                if (name is "cpu" or "memory" or "ephemeral-storage")
                {
                    usage[prefix + name] = amount;
                    if (part == "requests")
                    {
                        usage[name] = amount;
                    }
                }
                else if (part == "requests" && (ResourceNames.IsExtended(name) || ResourceNames.IsHugePages(name)))
                {
                    usage[prefix + name] = amount;
                }
            }
        }
    }

    /// <summary>The sum of the containers, or the largest init container where that is more.</summary>
    private static Dictionary<string, Quantity> PodAmounts(DocumentValue spec, string part)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec["containers"u8].Items)
        {
            foreach (var (name, value) in container["resources"u8][part].Members)
            {
                if (Quantity.TryParse(value, out var amount))
                {
                    sum[name] = sum.TryGetValue(name, out var before) ? before + amount : amount;
                }
            }
        }

        foreach (var container in spec["initContainers"u8].Items)
        {
            foreach (var (name, value) in container["resources"u8][part].Members)
            {
                if (Quantity.TryParse(value, out var amount) && (!sum.TryGetValue(name, out var before) || before < amount))
                {
                    sum[name] = amount;
                }
            }
        }

        return sum;
    }

    private static void Service(DocumentValue spec, Dictionary<string, Quantity> usage)
    {
        var type = spec["type"u8].AsString("");
        var ports = spec["ports"u8].Count;
        if (type == "NodePort" || (type == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"u8].AsBoolean() != false))
        {
            usage["services.nodeports"] = new Quantity(ports);
        }

        if (type == "LoadBalancer")
        {
            usage["services.loadbalancers"] = new Quantity(1);
        }
    }

    private static void Claim(DocumentValue spec, Dictionary<string, Quantity> usage)
    {
        var suffix = spec["storageClassName"u8].AsString("") is { Length: > 0 } name ? $"{name}.storageclass.storage.k8s.io/" : null;
        if (suffix is not null)
        {
            usage[suffix + "persistentvolumeclaims"] = new Quantity(1);
        }

        if (Quantity.TryParse(spec["resources"u8]["requests"u8]["storage"u8], out var size))
        {
            usage["requests.storage"] = size;
            if (suffix is not null)
            {
                usage[suffix + "requests.storage"] = size;
            }
        }
    }
}
