using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Selectors;
using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>Computes a ReplicaSet's status from its pods (<c>replica_set_utils.go</c>).</summary>
internal static class ReplicaSetStatus
{
    private const string ReplicaFailure = "ReplicaFailure";

    public static DocumentNode Calculate(ReplicaSetView replicaSet, List<Document> active, int terminating, ApiException? failure, DateTimeOffset now)
    {
        var template = LabelSelector.FromLabels(replicaSet.Template["metadata"u8]["labels"u8]);
        var status = DocumentNode.Object(
            ("replicas", (long)active.Count),
            ("fullyLabeledReplicas", OmitZero(active.Count(pod => template.Matches(pod.Labels())))),
            ("readyReplicas", OmitZero(active.Count(PodReadiness.IsReady))),
            ("availableReplicas", OmitZero(active.Count(pod => PodReadiness.IsAvailable(pod, replicaSet.MinReadySeconds, now)))),
            ("terminatingReplicas", (long)terminating),
            ("observedGeneration", replicaSet.Object.Generation()));
        if (Conditions(replicaSet, active.Count, failure, now) is { } conditions)
        {
            status["conditions"] = conditions;
        }

        return status;
    }

    private static DocumentNode? Conditions(ReplicaSetView replicaSet, int active, ApiException? failure, DateTimeOffset now)
    {
        var existing = replicaSet.Object["status"u8]["conditions"u8];
        var conditions = existing.IsArray ? existing.ToNode() : DocumentNode.Array();
        var current = conditions.Items.FirstOrDefault(condition => condition["type"]?.AsString() == ReplicaFailure);
        if (failure is not null && current is null)
        {
            conditions.Items.Add(DocumentNode.Object(
                ("type", ReplicaFailure),
                ("status", "True"),
                ("lastTransitionTime", Timestamps.Format(now)),
                ("reason", active < replicaSet.Replicas ? "FailedCreate" : "FailedDelete"),
                ("message", failure.Message)));
        }
        else if (failure is null && current is not null)
        {
            conditions.Items.Remove(current);
        }

        return conditions.Count == 0 ? null : conditions;
    }

    private static DocumentNode? OmitZero(int count) => count == 0 ? null : (long)count;
}
