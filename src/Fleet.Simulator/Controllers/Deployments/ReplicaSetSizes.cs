using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// The arithmetic of rollouts and of scaling while one is under way. Pure. After <c>rolling.go</c>, <c>sync.go</c> and
/// <c>deployment_util.go</c> of kube-controller-manager.
/// </summary>
internal static class ReplicaSetSizes
{
    /// <summary>The size a new ReplicaSet may have now: as many as wanted, as far as the surge allows.</summary>
    public static int OfNew(DeploymentView deployment, int totalReplicas, int newReplicas)
    {
        if (deployment.IsRecreate)
        {
            return deployment.Replicas;
        }

        var room = deployment.MaxReplicas - totalReplicas;
        return room <= 0 ? newReplicas : newReplicas + Math.Min(room, deployment.Replicas - newReplicas);
    }

    /// <summary>
    /// The sizes after the wanted number changed in the middle of a rollout: the difference is shared in proportion to the current sizes and
    /// what rounding leaves goes to the first.
    /// </summary>
    /// <param name="deployment">The Deployment with its new size.</param>
    /// <param name="active">Its ReplicaSets with a size above zero.</param>
    public static IReadOnlyList<(ReplicaSetView ReplicaSet, int Size)> Proportional(DeploymentView deployment, IReadOnlyList<ReplicaSetView> active)
    {
        var allowed = deployment.Replicas > 0 ? deployment.MaxReplicas : 0;
        var toAdd = allowed - active.Sum(replicaSet => replicaSet.Replicas);
        var ordered = active.ToList();
        ordered.Sort(toAdd > 0 ? LargerThenNewer : LargerThenOlder);

        var added = 0;
        var sizes = new List<(ReplicaSetView ReplicaSet, int Size)>(ordered.Count);
        foreach (var replicaSet in ordered)
        {
            var share = toAdd == 0 ? 0 : Proportion(replicaSet, deployment, toAdd, added);
            added += share;
            sizes.Add((replicaSet, replicaSet.Replicas + share));
        }

        if (toAdd != 0 && sizes.Count > 0)
        {
            sizes[0] = (sizes[0].ReplicaSet, Math.Max(0, sizes[0].Size + toAdd - added));
        }

        return sizes;
    }

    private static int Proportion(ReplicaSetView replicaSet, DeploymentView deployment, int toAdd, int added)
    {
        if (replicaSet.Replicas == 0 || toAdd == added)
        {
            return 0;
        }

        var fraction = Fraction(replicaSet, deployment);
        var left = toAdd - added;
        return toAdd > 0 ? Math.Min(fraction, left) : Math.Max(fraction, left);
    }

    private static int Fraction(ReplicaSetView replicaSet, DeploymentView deployment)
    {
        if (deployment.Replicas == 0)
        {
            return -replicaSet.Replicas;
        }

        var before = replicaSet.NumberAnnotation(DeploymentAnnotations.MaxReplicas) is { } annotated and not 0 ? annotated : deployment.StatusReplicas;
        if (before == 0)
        {
            return 0;
        }

        var size = (double)replicaSet.Replicas * deployment.MaxReplicas / before;
        return (int)Math.Round(size, MidpointRounding.AwayFromZero) - replicaSet.Replicas;
    }

    private static int LargerThenNewer(ReplicaSetView a, ReplicaSetView b) =>
        a.Replicas != b.Replicas ? b.Replicas - a.Replicas : ReplicaSetView.CompareByAge(b, a);

    private static int LargerThenOlder(ReplicaSetView a, ReplicaSetView b) =>
        a.Replicas != b.Replicas ? b.Replicas - a.Replicas : ReplicaSetView.CompareByAge(a, b);
}
