using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Admission;

/// <summary>Holds a pod or claim against one item of a LimitRange; the wordings are those of the limit ranger.</summary>
internal static class LimitCheck
{
    public static void Check(DocumentValue value, DocumentValue limit, bool isPod, List<string> problems)
    {
        var type = limit["type"u8].AsString("");
        if (!isPod)
        {
            if (type == "PersistentVolumeClaim")
            {
                var requests = Read(value["spec"u8]["resources"u8]["requests"u8]);
                Bounds(limit, type, requests, null, problems);
            }

            return;
        }

        if (type == "Container")
        {
            foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
            {
                foreach (var container in value["spec"u8][list].Items)
                {
                    var resources = container["resources"u8];
                    Bounds(limit, type, Read(resources["requests"u8]), Read(resources["limits"u8]), problems);
                }
            }
        }
        else if (type == "Pod")
        {
            Bounds(limit, type, Sum(value["spec"u8], "requests"), Sum(value["spec"u8], "limits"), problems);
        }
    }

    private static void Bounds(DocumentValue limit, string type, Dictionary<string, Quantity> requests, Dictionary<string, Quantity>? limits, List<string> problems)
    {
        foreach (var (name, bound) in Read(limit["min"u8]))
        {
            Minimum(name, bound, type, requests, limits, problems);
        }

        foreach (var (name, bound) in Read(limit["max"u8]))
        {
            Maximum(name, bound, type, requests, limits, problems);
        }

        foreach (var (name, ratio) in Read(limit["maxLimitRequestRatio"u8]))
        {
            Ratio(name, ratio, type, requests, limits, problems);
        }
    }

    private static void Minimum(string name, Quantity bound, string type, Dictionary<string, Quantity> requests, Dictionary<string, Quantity>? limits, List<string> problems)
    {
        var head = $"minimum {name} usage per {type} is {bound}";
        if (!requests.TryGetValue(name, out var request))
        {
            problems.Add($"{head}.  No request is specified");
        }
        else if (request < bound)
        {
            problems.Add($"{head}, but request is {request}");
        }

        if (limits is not null && limits.TryGetValue(name, out var limit) && limit < bound)
        {
            problems.Add($"{head}, but limit is {limit}");
        }
    }

    private static void Maximum(string name, Quantity bound, string type, Dictionary<string, Quantity> requests, Dictionary<string, Quantity>? limits, List<string> problems)
    {
        var head = $"maximum {name} usage per {type} is {bound}";
        if (limits is not null)
        {
            if (!limits.TryGetValue(name, out var limit))
            {
                problems.Add($"{head}.  No limit is specified");
            }
            else if (limit > bound)
            {
                problems.Add($"{head}, but limit is {limit}");
                return;
            }
        }

        if (requests.TryGetValue(name, out var request) && request > bound)
        {
            problems.Add($"{head}, but request is {request}");
        }
    }

    private static void Ratio(string name, Quantity ratio, string type, Dictionary<string, Quantity> requests, Dictionary<string, Quantity>? limits, List<string> problems)
    {
        var head = $"{name} max limit to request ratio per {type} is {ratio}";
        if (!requests.TryGetValue(name, out var request) || request.IsZero)
        {
            problems.Add($"{head}, but no request is specified or request is 0");
        }

        if (limits is null || !limits.TryGetValue(name, out var limit) || limit.IsZero)
        {
            problems.Add($"{head}, but no limit is specified or limit is 0");
        }
        else if (!request.IsZero && limit.ToDouble() / request.ToDouble() is var actual && actual > ratio.ToDouble())
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{head}, but provided ratio is {actual:F6}"));
        }
    }

    private static Dictionary<string, Quantity> Sum(DocumentValue spec, string part)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec["containers"u8].Items)
        {
            foreach (var (name, amount) in Read(container["resources"u8][part]))
            {
                sum[name] = sum.TryGetValue(name, out var before) ? before + amount : amount;
            }
        }

        foreach (var container in spec["initContainers"u8].Items)
        {
            foreach (var (name, amount) in Read(container["resources"u8][part]))
            {
                sum[name] = sum.TryGetValue(name, out var before) && before > amount ? before : amount;
            }
        }

        return sum;
    }

    private static Dictionary<string, Quantity> Read(DocumentValue list)
    {
        var amounts = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var member in list.Members.ToList().OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            if (Quantity.TryParse(member.Value, out var amount))
            {
                amounts[member.Name] = amount;
            }
        }

        return amounts;
    }
}
