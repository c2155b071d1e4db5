using System.Globalization;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;

namespace Fleet.Simulator.Scheduling;

/// <summary>
/// Whether a pod may run on a node: selector, required node affinity, taints, room. After the filter plugins of kube-scheduler; affinity between
/// pods and topology spread are not looked at.
/// </summary>
internal static class NodeFilter
{
    private const string UnschedulableTaint = "node.kubernetes.io/unschedulable";

    /// <summary>Null when it may, else the reason in the scheduler's words.</summary>
    public static string? Refusal(Document pod, Document node, PodRequests wanted, PodRequests used)
    {
        var spec = pod["spec"u8];
        if (node["spec"u8]["unschedulable"u8].AsBoolean() == true && !Tolerates(spec, UnschedulableTaint, "", "NoSchedule"))
        {
            return "node(s) were unschedulable";
        }

        if (UntoleratedTaint(spec, node) is { } taint)
        {
            return $"node(s) had untolerated taint(s) {{{taint}}}";
        }

        if (!MatchesSelector(spec["nodeSelector"u8], node) || !MatchesAffinity(spec, node))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        var free = PodRequests.Allocatable(node) - used;
        return wanted.Pods > free.Pods ? "Too many pods"
            : wanted.CpuMilli > free.CpuMilli && wanted.CpuMilli > 0 ? "Insufficient cpu"
            : wanted.MemoryBytes > free.MemoryBytes && wanted.MemoryBytes > 0 ? "Insufficient memory"
            : null;
    }

    public static bool Tolerates(DocumentValue podSpec, string key, string value, string effect)
    {
        foreach (var toleration in podSpec["tolerations"u8].Items)
        {
            var exists = toleration["operator"u8].AsString() == "Exists";
            var tolerated = toleration["key"u8].AsString("");
            var matchesKey = tolerated == key || (tolerated.Length == 0 && exists);
            var matchesEffect = toleration["effect"u8].AsString("") is var wanted && (wanted.Length == 0 || wanted == effect);
            if (matchesKey && matchesEffect && (exists || toleration["value"u8].AsString("") == value))
            {
                return true;
            }
        }

        return false;
    }

    private static string? UntoleratedTaint(DocumentValue podSpec, Document node)
    {
        foreach (var taint in node["spec"u8]["taints"u8].Items)
        {
            var effect = taint["effect"u8].AsString("");
            var key = taint["key"u8].AsString("");
            var value = taint["value"u8].AsString("");
            if (effect is "NoSchedule" or "NoExecute" && key != UnschedulableTaint && !Tolerates(podSpec, key, value, effect))
            {
                return value.Length == 0 ? key : $"{key}: {value}";
            }
        }

        return null;
    }

    private static bool MatchesSelector(DocumentValue selector, Document node)
    {
        foreach (var (name, value) in selector.Members)
        {
            if (node.Labels()[name].AsString() != value.AsString())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The terms are alternatives; an empty list of terms matches nothing, an absent one everything.</summary>
    private static bool MatchesAffinity(DocumentValue podSpec, Document node)
    {
        var required = podSpec["affinity"u8]["nodeAffinity"u8]["requiredDuringSchedulingIgnoredDuringExecution"u8];
        if (required.IsNullOrUndefined)
        {
            return true;
        }

        foreach (var term in required["nodeSelectorTerms"u8].Items)
        {
            if ((term["matchExpressions"u8].Count > 0 || term["matchFields"u8].Count > 0)
                && AllMatch(term["matchExpressions"u8], key => node.Labels()[key].AsString())
                && AllMatch(term["matchFields"u8], key => key == "metadata.name" ? node.Name() : null))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AllMatch(DocumentValue expressions, Func<string, string?> read)
    {
        foreach (var expression in expressions.Items)
        {
            if (!Matches(expression, read(expression["key"u8].AsString(""))))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(DocumentValue expression, string? actual)
    {
        var values = expression["values"u8];
        return expression["operator"u8].AsString() switch
        {
            "In" => actual is not null && Contains(values, actual),
            "NotIn" => actual is null || !Contains(values, actual),
            "Exists" => actual is not null,
            "DoesNotExist" => actual is null,
            "Gt" => Compare(actual, values) > 0,
            "Lt" => Compare(actual, values) < 0,
            _ => false,
        };
    }

    private static int? Compare(string? actual, DocumentValue values) =>
        long.TryParse(actual, CultureInfo.InvariantCulture, out var left) && long.TryParse(values[0].AsString(), CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;

    private static bool Contains(DocumentValue values, string wanted)
    {
        foreach (var value in values.Items)
        {
            if (value.AsString() == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
