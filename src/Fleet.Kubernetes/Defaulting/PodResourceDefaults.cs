using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Resources of a whole pod (KEP-2837): filled in from its containers once they are given in part.</summary>
internal static class PodResourceDefaults
{
    public static void Apply(DocumentNode spec)
    {
        if (spec["resources"] is not { IsObject: true } resources)
        {
            return;
        }

        DefaultHugePages(spec, resources);
        DefaultRequests(spec, resources);
        DefaultLimits(spec, resources);
    }

    private static void DefaultHugePages(DocumentNode spec, DocumentNode resources)
    {
        if (CountOf(resources, "limits") + CountOf(resources, "requests") == 0)
        {
            return;
        }

        foreach (var (name, amount) in Aggregate(spec, "limits").Where(entry => IsHugePages(entry.Key) && resources["requests"]?[entry.Key] is null))
        {
            resources.GetOrAddObject("limits").SetDefault(name, amount.ToString());
        }
    }

    private static void DefaultRequests(DocumentNode spec, DocumentNode resources)
    {
        if (CountOf(resources, "limits") == 0)
        {
            return;
        }

        var requests = resources["requests"] is { IsObject: true } given ? given : DocumentNode.Object();
        foreach (var (name, amount) in Aggregate(spec, "requests").Where(entry => IsSupported(entry.Key) && !IsHugePages(entry.Key)))
        {
            requests.SetDefault(name, amount.ToString());
        }

        foreach (var name in resources["limits"]!.Names.Where(IsSupported))
        {
            requests.SetDefault(name, resources["limits"]![name]!.Clone());
        }

        if (requests.Count > 0)
        {
            resources["requests"] = requests;
        }
    }

    private static void DefaultLimits(DocumentNode spec, DocumentNode resources)
    {
        if (CountOf(resources, "limits") > 0 || CountOf(resources, "requests") == 0)
        {
            return;
        }

        var containers = spec.Objects("containers").Concat(spec.Objects("initContainers")).ToList();
        foreach (var (name, amount) in Aggregate(spec, "limits").Where(entry => IsSupported(entry.Key) && !IsHugePages(entry.Key)))
        {
            if (containers.TrueForAll(container => container["resources"]?["limits"]?[name] is not null))
            {
                resources.GetOrAddObject("limits").SetDefault(name, amount.ToString());
            }
        }
    }

    /// <summary>
    /// What the containers need together: the sum of those that run at the same time, or the highest init container (with the sidecars started
    /// before it) where that is more.
    /// </summary>
    private static Dictionary<string, Quantity> Aggregate(DocumentNode spec, string part)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.Objects("containers"))
        {
            Add(sum, container["resources"]?[part]);
        }

        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var init = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.Objects("initContainers"))
        {
            var own = new Dictionary<string, Quantity>(sidecars, StringComparer.Ordinal);
            Add(own, container["resources"]?[part]);
            if (container.TextOf("restartPolicy") == "Always")
            {
                Add(sum, container["resources"]?[part]);
                sidecars = own;
            }

            Raise(init, own);
        }

        Raise(sum, init);
        return sum;
    }

    private static void Add(Dictionary<string, Quantity> sum, DocumentNode? list)
    {
        foreach (var name in list?.Names ?? [])
        {
            if (Quantity.TryParse(list![name]!.ToValue(), out var amount))
            {
                sum[name] = sum.TryGetValue(name, out var before) ? before + amount : amount;
            }
        }
    }

    private static void Raise(Dictionary<string, Quantity> target, Dictionary<string, Quantity> other)
    {
        foreach (var (name, amount) in other)
        {
            if (!target.TryGetValue(name, out var before) || before < amount)
            {
                target[name] = amount;
            }
        }
    }

    private static int CountOf(DocumentNode resources, string part) => resources[part]?.Count ?? 0;

    private static bool IsSupported(string name) => name is "cpu" or "memory" || IsHugePages(name);

    private static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);
}
