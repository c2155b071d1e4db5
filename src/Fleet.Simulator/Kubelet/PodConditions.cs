using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Kubelet;

/// <summary>The conditions a kubelet writes: Initialized, Ready and ContainersReady, before those of others.</summary>
internal static class PodConditions
{
    private static readonly string[] Own = ["Initialized", "Ready", "ContainersReady"];

    public static void Set(DocumentNode status, IEnumerable<string> unreadyContainers, string now)
    {
        var unready = string.Join(' ', unreadyContainers);
        var existing = status.GetOrAddArray("conditions");
        var others = existing.Items.Where(condition => !Own.Contains(condition["type"]?.AsString())).ToList();
        var conditions = new List<DocumentNode>
        {
            Keep(existing, Create("Initialized", null, now)),
            Keep(existing, Create("Ready", unready, now)),
            Keep(existing, Create("ContainersReady", unready, now)),
        };
        status["conditions"] = DocumentNode.Array(conditions.Concat(others));
    }

    private static DocumentNode Create(string type, string? unready, string now) => DocumentNode.Object(
        ("type", type),
        ("status", string.IsNullOrEmpty(unready) ? "True" : "False"),
        ("lastProbeTime", DocumentNode.Null()),
        ("lastTransitionTime", now),
        ("reason", string.IsNullOrEmpty(unready) ? null : (DocumentNode)"ContainersNotReady"),
        ("message", string.IsNullOrEmpty(unready) ? null : (DocumentNode)$"containers with unready status: [{unready}]"));

    /// <summary>A condition whose status stays keeps its time.</summary>
    private static DocumentNode Keep(DocumentNode existing, DocumentNode condition)
    {
        var current = existing.Items.FirstOrDefault(other => other["type"]?.AsString() == condition["type"]!.AsString());
        if (current is not null && current["status"]?.AsString() == condition["status"]!.AsString())
        {
            condition.With("lastTransitionTime", current["lastTransitionTime"]);
        }

        return condition;
    }
}
