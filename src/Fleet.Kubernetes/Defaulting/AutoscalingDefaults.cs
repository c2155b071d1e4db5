using Fleet.Kubernetes.Documents;
using static Fleet.Kubernetes.Defaulting.DefaultRules;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>The group <c>autoscaling</c> (pkg/apis/autoscaling/{v1,v2}/defaults.go).</summary>
internal static class AutoscalingDefaults
{
    private const long CpuUtilization = 80;

    public static IEnumerable<KeyValuePair<string, Action<DocumentNode>>> Rules { get; } =
    [
        For("autoscaling.v1.HorizontalPodAutoscaler", target => target.Struct("spec").Pointer("minReplicas", 1)),
        For("autoscaling.v2.HorizontalPodAutoscaler", Autoscaler),
    ];

    private static void Autoscaler(DocumentNode target)
    {
        var spec = target.Struct("spec");
        spec.Pointer("minReplicas", 1);
        if (spec["metrics"] is null or { Count: 0 })
        {
            var goal = DocumentNode.Object(("type", "Utilization"), ("averageUtilization", CpuUtilization));
            var resource = DocumentNode.Object(("name", "cpu"), ("target", goal));
            spec["metrics"] = DocumentNode.Array(DocumentNode.Object(("type", "Resource"), ("resource", resource)));
        }

        if (spec["behavior"] is { IsObject: true } behavior)
        {
            var scaleUp = behavior.Struct("scaleUp");
            scaleUp.Pointer("stabilizationWindowSeconds", 0);
            Complete(scaleUp, [Policy("Pods", 4), Policy("Percent", 100)]);
            Complete(behavior.Struct("scaleDown"), [Policy("Percent", 100)]);
        }
    }

    private static void Complete(DocumentNode rules, IEnumerable<DocumentNode> policies)
    {
        rules.Pointer("selectPolicy", "Max");
        if (rules["policies"] is null or { IsNull: true })
        {
            rules["policies"] = DocumentNode.Array(policies);
        }
    }

    private static DocumentNode Policy(string type, long value) => DocumentNode.Object(("type", type), ("value", value), ("periodSeconds", 15));
}
