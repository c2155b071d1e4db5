using System.Globalization;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>
/// Which pods go first when there are too many: those that do least. After ActivePodsWithRanks of <c>k8s.io/kubernetes/pkg/controller</c>.
/// </summary>
internal static class PodDeletionOrder
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    public static List<Document> Sort(IEnumerable<Document> pods, DateTimeOffset now)
    {
        var list = pods.ToList();
        var onNode = list.Where(IsAssigned).GroupBy(NodeName).ToDictionary(group => group.Key, group => group.Count());
        int Rank(Document pod) => IsAssigned(pod) ? onNode[NodeName(pod)] : 0;
        return
        [
            .. list.OrderBy(IsAssigned)
                .ThenBy(PhaseOrder)
                .ThenBy(PodReadiness.IsReady)
                .ThenBy(Cost)
                .ThenByDescending(Rank)
                .ThenBy(pod => AgeClass(pod.Condition("Ready")["lastTransitionTime"u8].AsTime(), now))
                .ThenByDescending(Restarts)
                .ThenBy(pod => AgeClass(ObjectTimes.Parse(pod.CreationTimestamp()), now))
                .ThenBy(pod => pod.Uid(), StringComparer.Ordinal),
        ];
    }

    private static string NodeName(Document pod) => pod["spec"u8]["nodeName"u8].AsString("");

    private static bool IsAssigned(Document pod) => NodeName(pod).Length > 0;

    private static int PhaseOrder(Document pod) => pod["status"u8]["phase"u8].AsString() switch
    {
        "Pending" => 0,
        "Running" => 2,
        _ => 1,
    };

    private static int Cost(Document pod) => int.TryParse(pod.Annotation(DeletionCost), CultureInfo.InvariantCulture, out var cost) ? cost : 0;

    private static long Restarts(Document pod)
    {
        var most = 0L;
        foreach (var status in pod["status"u8]["containerStatuses"u8].Items)
        {
            most = Math.Max(most, status["restartCount"u8].AsInt64() ?? 0);
        }

        return most;
    }

    /// <summary>Ages are compared by their logarithm (LogarithmicScaleDown), so that among pods of about one age chance decides.</summary>
    private static int AgeClass(DateTimeOffset? since, DateTimeOffset now) =>
        since is { } time && now > time ? (int)Math.Log2((now - time).TotalNanoseconds) : -1;
}
