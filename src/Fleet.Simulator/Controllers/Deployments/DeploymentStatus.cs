using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>Computes a Deployment's status from its ReplicaSets. After calculateStatus of <c>sync.go</c> and <c>progress.go</c>.</summary>
internal static class DeploymentStatus
{
    /// <summary>Counts and the Available condition.</summary>
    public static DocumentNode Calculate(DeploymentRollout rollout, string now)
    {
        var deployment = rollout.Deployment;
        var all = rollout.All.ToList();
        var replicas = all.Sum(replicaSet => replicaSet.CurrentReplicas);
        var available = all.Sum(replicaSet => replicaSet.AvailableReplicas);
        var status = DocumentNode.Object(
            ("observedGeneration", deployment.Object.Generation()),
            ("replicas", OmitZero(replicas)),
            ("updatedReplicas", OmitZero(rollout.New?.CurrentReplicas ?? 0)),
            ("readyReplicas", OmitZero(all.Sum(replicaSet => replicaSet.ReadyReplicas))),
            ("availableReplicas", OmitZero(available)),
            ("unavailableReplicas", OmitZero(Math.Max(0, replicas - available))),
            ("terminatingReplicas", Terminating(all)));
        if (deployment.Object["status"u8]["collisionCount"u8] is { Exists: true } collisions)
        {
            status["collisionCount"] = collisions;
        }

        if (deployment.Object["status"u8]["conditions"u8] is { IsArray: true } conditions)
        {
            status["conditions"] = conditions;
        }

        DeploymentConditions.Set(status, available >= deployment.MinAvailable
            ? DeploymentConditions.Create(DeploymentConditions.Available, "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", now)
            : DeploymentConditions.Create(DeploymentConditions.Available, "False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.", now));
        return status;
    }

    /// <summary>Sets the Progressing condition to what the rollout does, and ReplicaFailure to what its ReplicaSets say.</summary>
    public static void SetProgress(DeploymentRollout rollout, DocumentNode status, DateTimeOffset time)
    {
        var deployment = rollout.Deployment;
        if (deployment.ProgressDeadline is null)
        {
            DeploymentConditions.Remove(status, DeploymentConditions.Progressing);
        }

        var current = deployment.Object.Condition(DeploymentConditions.Progressing);
        var settled = (status["replicas"]?.AsInt64() ?? 0) == (status["updatedReplicas"]?.AsInt64() ?? 0)
            && current["reason"u8].AsString() == DeploymentConditions.NewReplicaSetAvailable;
        if (deployment.ProgressDeadline is not null && !settled)
        {
            SetProgressing(rollout, status, current, time);
        }

        SetReplicaFailure(rollout, status);
    }

    private static void SetProgressing(DeploymentRollout rollout, DocumentNode status, DocumentValue current, DateTimeOffset time)
    {
        var deployment = rollout.Deployment;
        var subject = rollout.New is { } replicaSet ? $"ReplicaSet \"{replicaSet.Name}\"" : $"Deployment \"{deployment.Name}\"";
        var now = Timestamps.Format(time);
        var value = status.ToValue();
        if (DeploymentProgress.IsComplete(deployment, value))
        {
            DeploymentConditions.Set(status, DeploymentConditions.Create(
                DeploymentConditions.Progressing, "True", DeploymentConditions.NewReplicaSetAvailable, $"{subject} has successfully progressed.", now));
        }
        else if (DeploymentProgress.IsProgressing(deployment, value))
        {
            var condition = DeploymentConditions.Create(DeploymentConditions.Progressing, "True", DeploymentConditions.ReplicaSetUpdated, $"{subject} is progressing.", now);
            if (current["status"u8].AsString() == "True")
            {
                condition["lastTransitionTime"] = current["lastTransitionTime"u8];
            }

            // Removed first, so that the update time moves although status and reason stay: the deadline counts from it.
            DeploymentConditions.Remove(status, DeploymentConditions.Progressing);
            DeploymentConditions.Set(status, condition);
        }
        else if (DeploymentProgress.IsTimedOut(deployment, status, time))
        {
            DeploymentConditions.Set(status, DeploymentConditions.Create(
                DeploymentConditions.Progressing, "False", DeploymentConditions.ProgressDeadlineExceeded, $"{subject} has timed out progressing.", now));
        }
    }

    private static void SetReplicaFailure(DeploymentRollout rollout, DocumentNode status)
    {
        var candidates = rollout.New is { } current ? rollout.Old.Prepend(current) : rollout.Old;
        foreach (var replicaSet in candidates)
        {
            var failure = replicaSet.Object.Condition(DeploymentConditions.ReplicaFailure);
            if (failure.IsObject)
            {
                var at = failure["lastTransitionTime"u8].AsString("");
                DeploymentConditions.Set(status, DeploymentConditions.Create(
                    DeploymentConditions.ReplicaFailure, failure["status"u8].AsString(""), failure["reason"u8].AsString(""), failure["message"u8].AsString(""), at));
                return;
            }
        }

        DeploymentConditions.Remove(status, DeploymentConditions.ReplicaFailure);
    }

    /// <summary>Unknown as long as one ReplicaSet has not said how many pods it is waiting for.</summary>
    private static DocumentNode? Terminating(List<ReplicaSetView> all) =>
        all.TrueForAll(replicaSet => replicaSet.TerminatingReplicas is not null) ? (long)all.Sum(replicaSet => replicaSet.TerminatingReplicas ?? 0) : null;

    private static DocumentNode? OmitZero(int count) => count == 0 ? null : (long)count;
}
