using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Kinds.Core.Pods;

namespace Fleet.Simulator.Kinds.Core;

/// <summary>Labels of nodes nobody should select by any more (pkg/api/node/util.go).</summary>
internal static class NodeLabels
{
    private static readonly Dictionary<string, string> Deprecated = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/arch"] = "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        ["beta.kubernetes.io/os"] = "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        ["failure-domain.beta.kubernetes.io/region"] = "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        ["failure-domain.beta.kubernetes.io/zone"] = "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        ["beta.kubernetes.io/instance-type"] = "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        ["app.kubernetes.io/created-by"] = "deprecated since v1.9",
        ["scheduler.alpha.kubernetes.io/preferAvoidPods"] = "deprecated since v1.22; use Taints and Tolerations instead",
        ["node-role.kubernetes.io/master"] = "use \"node-role.kubernetes.io/control-plane\" instead",
    };

    /// <summary>Why a label should not be used, or null.</summary>
    public static string? Problem(string label) => Deprecated.GetValueOrDefault(label);

    /// <summary>Warns of a <c>nodeSelector</c>.</summary>
    public static void WarnOfSelector(DocumentValue selector, Func<string, string> field, ICollection<string> warnings)
    {
        foreach (var (label, _) in selector.Members)
        {
            if (Problem(label) is { } problem)
            {
                warnings.Add($"{field(label)}: {problem}");
            }
        }
    }

    /// <summary>Warns of the expressions of a term.</summary>
    public static void WarnOfTerm(DocumentValue expressions, string field, ICollection<string> warnings)
    {
        var index = 0;
        foreach (var expression in expressions.Items)
        {
            var path = ContainerValidation.At(field, index++);
            if (expression["key"u8].AsString() is { } key && Problem(key) is { } problem)
            {
                warnings.Add($"{path}.key: {key} is {problem}");
            }
        }
    }
}
