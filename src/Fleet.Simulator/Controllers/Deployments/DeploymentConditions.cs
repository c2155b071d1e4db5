using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>Changing <c>status.conditions</c> of a Deployment as SetDeploymentCondition does: a condition that says nothing new keeps its place and times.</summary>
internal static class DeploymentConditions
{
    public const string Available = "Available";
    public const string Progressing = "Progressing";
    public const string ReplicaFailure = "ReplicaFailure";

    public const string NewReplicaSetCreated = "NewReplicaSetCreated";
    public const string FoundNewReplicaSet = "FoundNewReplicaSet";
    public const string ReplicaSetCreateError = "ReplicaSetCreateError";
    public const string ReplicaSetUpdated = "ReplicaSetUpdated";
    public const string NewReplicaSetAvailable = "NewReplicaSetAvailable";
    public const string ProgressDeadlineExceeded = "ProgressDeadlineExceeded";
    public const string Paused = "DeploymentPaused";
    public const string Resumed = "DeploymentResumed";

    public static DocumentNode Create(string type, string status, string reason, string message, string now) => DocumentNode.Object(
        ("type", type), ("status", status), ("lastUpdateTime", now), ("lastTransitionTime", now), ("reason", reason), ("message", message));

    public static DocumentNode? Find(DocumentNode status, string type) =>
        status["conditions"] is { IsArray: true } conditions ? conditions.Items.FirstOrDefault(condition => condition["type"]?.AsString() == type) : null;

    public static void Set(DocumentNode status, DocumentNode condition)
    {
        var type = condition["type"]!.AsString()!;
        if (Find(status, type) is { } current && current["status"]?.AsString() == condition["status"]!.AsString())
        {
            if (current["reason"]?.AsString() == condition["reason"]!.AsString())
            {
                return;
            }

            condition.With("lastTransitionTime", current["lastTransitionTime"]);
        }

        Remove(status, type);
        status.GetOrAddArray("conditions").Items.Add(condition);
    }

    public static void Remove(DocumentNode status, string type)
    {
        if (Find(status, type) is { } current)
        {
            status["conditions"]!.Items.Remove(current);
        }
    }
}
