using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>The strategies that move pods from the old ReplicaSets to the new one. After <c>rolling.go</c> and <c>recreate.go</c>.</summary>
internal static class RolloutStrategies
{
    /// <summary>One step of a rolling update: up as far as the surge allows, else down as far as availability allows.</summary>
    public static async ValueTask RollAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        await rollout.SyncNewAsync(create: true, cancellationToken);
        if (await GrowNewAsync(rollout, cancellationToken) || await ShrinkOldAsync(rollout, cancellationToken))
        {
            return;
        }

        await CleanUpWhenCompleteAsync(rollout, cancellationToken);
    }

    /// <summary>All old pods go before the first new one is made.</summary>
    public static async ValueTask RecreateAsync(DeploymentRollout rollout, Func<ReplicaSetView, bool> hasRunningPods, CancellationToken cancellationToken)
    {
        await rollout.SyncNewAsync(create: false, cancellationToken);
        var scaledDown = false;
        foreach (var old in rollout.Old.Where(replicaSet => replicaSet.Replicas > 0).ToList())
        {
            scaledDown |= await rollout.ScaleAsync(old, 0, cancellationToken);
        }

        if (scaledDown || rollout.Old.Any(old => old.CurrentReplicas > 0 || hasRunningPods(old)))
        {
            return;
        }

        if (rollout.New is null)
        {
            await rollout.SyncNewAsync(create: true, cancellationToken);
        }

        await rollout.ScaleAsync(rollout.New!, rollout.Deployment.Replicas, cancellationToken);
        await CleanUpWhenCompleteAsync(rollout, cancellationToken);
    }

    private static async ValueTask<bool> GrowNewAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        var current = rollout.New!;
        var wanted = rollout.Deployment.Replicas;
        var size = current.Replicas > wanted ? wanted : ReplicaSetSizes.OfNew(rollout.Deployment, rollout.TotalReplicas, current.Replicas);
        return await rollout.ScaleAsync(current, size, cancellationToken);
    }

    private static async ValueTask<bool> ShrinkOldAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        var current = rollout.New!;
        if (rollout.Old.All(old => old.Replicas == 0))
        {
            return false;
        }

        // Pods of the new ReplicaSet that are not available yet count against the old ones: they may never become so.
        var newUnavailable = current.Replicas - current.AvailableReplicas;
        var most = rollout.TotalReplicas - rollout.Deployment.MinAvailable - newUnavailable;
        if (most <= 0)
        {
            return false;
        }

        var unhealthy = await RemoveUnhealthyAsync(rollout, most, cancellationToken);
        var healthy = await RemoveHealthyAsync(rollout, cancellationToken);
        return unhealthy + healthy > 0;
    }

    /// <summary>Old pods that are not available go first: they cost no availability.</summary>
    private static async ValueTask<int> RemoveUnhealthyAsync(DeploymentRollout rollout, int most, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var old in ActiveOldByAge(rollout))
        {
            var count = Math.Min(most - removed, old.Replicas - old.AvailableReplicas);
            if (count > 0)
            {
                await rollout.ScaleAsync(old, old.Replicas - count, cancellationToken);
                removed += count;
            }
        }

        return removed;
    }

    private static async ValueTask<int> RemoveHealthyAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        var spare = rollout.All.Sum(replicaSet => replicaSet.AvailableReplicas) - rollout.Deployment.MinAvailable;
        var removed = 0;
        foreach (var old in ActiveOldByAge(rollout))
        {
            var count = Math.Min(old.Replicas, spare - removed);
            if (count > 0)
            {
                await rollout.ScaleAsync(old, old.Replicas - count, cancellationToken);
                removed += count;
            }
        }

        return removed;
    }

    private static async ValueTask CleanUpWhenCompleteAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        if (DeploymentProgress.IsComplete(rollout.Deployment, rollout.Deployment.Object["status"u8]))
        {
            await rollout.CleanUpAsync(cancellationToken);
        }
    }

    private static List<ReplicaSetView> ActiveOldByAge(DeploymentRollout rollout)
    {
        var list = rollout.Old.Where(replicaSet => replicaSet.Replicas > 0).ToList();
        list.Sort(ReplicaSetView.CompareByAge);
        return list;
    }
}
