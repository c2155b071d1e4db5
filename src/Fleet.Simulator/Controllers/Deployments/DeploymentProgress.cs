using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>Whether a rollout is complete, moves, or has been stuck too long. After <c>deployment_util.go</c>.</summary>
internal static class DeploymentProgress
{
    public static bool IsComplete(DeploymentView deployment, DocumentValue status) =>
        Number(status, "updatedReplicas"u8) == deployment.Replicas
        && Number(status, "replicas"u8) == deployment.Replicas
        && Number(status, "availableReplicas"u8) == deployment.Replicas
        && Number(status, "observedGeneration"u8) >= deployment.Object.Generation();

    /// <summary>More new, ready or available pods than before, or fewer old ones.</summary>
    public static bool IsProgressing(DeploymentView deployment, DocumentValue status)
    {
        var updated = Number(status, "updatedReplicas"u8);
        return updated > deployment.StatusUpdated
            || Number(status, "replicas"u8) - updated < deployment.StatusReplicas - deployment.StatusUpdated
            || Number(status, "readyReplicas"u8) > deployment.StatusReady
            || Number(status, "availableReplicas"u8) > deployment.StatusAvailable;
    }

    public static bool IsTimedOut(DeploymentView deployment, DocumentNode status, DateTimeOffset now)
    {
        if (deployment.ProgressDeadline is not { } deadline || DeploymentConditions.Find(status, DeploymentConditions.Progressing) is not { } condition)
        {
            return false;
        }

        return condition["reason"]?.AsString() switch
        {
            DeploymentConditions.NewReplicaSetAvailable => false,
            DeploymentConditions.ProgressDeadlineExceeded => true,
            _ => ObjectTimes.Parse(condition["lastUpdateTime"]?.AsString()) + deadline < now,
        };
    }

    private static long Number(DocumentValue status, ReadOnlySpan<byte> field) => status[field].AsInt64() ?? 0;
}
