using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>Keeps a Deployment's ReplicaSets at what it asks for. After <c>k8s.io/kubernetes/pkg/controller/deployment</c>.</summary>
internal sealed class DeploymentController(ControllerContext shared) : IController
{
    private readonly ControllerContext _context = shared.For("deployment-controller");

    public string Name => "deployment-controller";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Deployments;

    public IReadOnlyList<GroupResource> Watches { get; } =
        [KnownResources.Deployments.GroupResource, KnownResources.ReplicaSets.GroupResource, KnownResources.Pods.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Object.Key.Resource == KnownResources.Deployments.GroupResource)
        {
            enqueue(change.Object.Key);
        }
        else if (change.Object.Key.Resource == KnownResources.ReplicaSets.GroupResource)
        {
            EnqueueOwner(change.Object.Document, enqueue);
            if (change.Previous is { } previous && previous.Document.ControllerUid() != change.Object.Document.ControllerUid())
            {
                EnqueueOwner(previous.Document, enqueue);
            }
        }
        else if (change.Type == StoreEventType.Deleted && PodOwnerPrefix(change.Object.Document) is { } deployment)
        {
            // Recreate waits for the last old pod to be gone.
            enqueue(Resource.Key(change.Object.Key.Namespace, deployment));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } document)
        {
            return null;
        }

        var replicaSets = await ClaimAsync(document, cancellationToken);
        var rollout = new DeploymentRollout(_context, new DeploymentView(document), replicaSets.Select(replicaSet => new ReplicaSetView(replicaSet)));
        if (document.IsBeingDeleted())
        {
            await rollout.SyncNewAsync(create: false, cancellationToken);
            await WriteStatusAsync(rollout, withProgress: false, cancellationToken);
            return null;
        }

        await SetPausedConditionAsync(rollout, cancellationToken);
        if (rollout.Deployment.IsPaused || IsScaling(rollout))
        {
            await ScaleAsync(rollout, cancellationToken);
            await WriteStatusAsync(rollout, withProgress: false, cancellationToken);
            return null;
        }

        if (rollout.Deployment.IsRecreate)
        {
            var running = await RunningPodOwnersAsync(replicaSets, cancellationToken);
            await RolloutStrategies.RecreateAsync(rollout, replicaSet => running.Contains(replicaSet.Uid), cancellationToken);
        }
        else
        {
            await RolloutStrategies.RollAsync(rollout, cancellationToken);
        }

        await WriteStatusAsync(rollout, withProgress: true, cancellationToken);
        return UntilDeadline(rollout.Deployment);
    }

    private static void EnqueueOwner(Document replicaSet, Action<ObjectKey> enqueue)
    {
        var owner = replicaSet.ControllerReference();
        if (owner["kind"u8].AsString() == "Deployment")
        {
            enqueue(KnownResources.Deployments.Key(replicaSet.Namespace(), owner["name"u8].AsString("")));
        }
    }

    private static string? PodOwnerPrefix(Document pod)
    {
        var owner = pod.ControllerReference();
        var hash = pod.Labels()[PodTemplates.HashLabel].AsString();
        var replicaSet = owner["name"u8].AsString("");
        return hash is not null && owner["kind"u8].AsString() == "ReplicaSet" && replicaSet.EndsWith("-" + hash, StringComparison.Ordinal)
            ? replicaSet[..^(hash.Length + 1)]
            : null;
    }

    private async ValueTask<List<Document>> ClaimAsync(Document deployment, CancellationToken cancellationToken)
    {
        var candidates = await _context.Objects.ListAsync(KnownResources.ReplicaSets, deployment.Namespace(), cancellationToken);
        var claims = new ControllerClaims(_context, KnownResources.ReplicaSets, deployment, deployment["spec"u8]["selector"u8]);
        return await claims.ClaimAsync(candidates, cancellationToken);
    }

    private async ValueTask<HashSet<string>> RunningPodOwnersAsync(List<Document> replicaSets, CancellationToken cancellationToken)
    {
        var owners = new HashSet<string>(StringComparer.Ordinal);
        foreach (var replicaSet in replicaSets)
        {
            var pods = await _context.Index.ControlledAsync(replicaSet.Uid(), KnownResources.Pods, cancellationToken);
            if (pods.Exists(pod => pod["status"u8]["phase"u8].AsString() is not ("Failed" or "Succeeded")))
            {
                owners.Add(replicaSet.Uid());
            }
        }

        return owners;
    }

    private async ValueTask SetPausedConditionAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        var deployment = rollout.Deployment;
        var reason = deployment.Object.Condition(DeploymentConditions.Progressing)["reason"u8].AsString();
        if (deployment.ProgressDeadline is null || reason == DeploymentConditions.ProgressDeadlineExceeded || deployment.IsPaused == (reason == DeploymentConditions.Paused))
        {
            return;
        }

        var (newReason, message) = deployment.IsPaused
            ? (DeploymentConditions.Paused, "Deployment is paused")
            : (DeploymentConditions.Resumed, "Deployment is resumed");
        var node = deployment.Object.Root.ToNode();
        DeploymentConditions.Set(
            node.GetOrAddObject("status"),
            DeploymentConditions.Create(DeploymentConditions.Progressing, "Unknown", newReason, message, _context.Now));
        await rollout.UpdateStatusAsync(node, cancellationToken);
    }

    /// <summary>The wanted size differs from the one the ReplicaSets were last sized for.</summary>
    private static bool IsScaling(DeploymentRollout rollout) => rollout.Active.Any(
        replicaSet => replicaSet.NumberAnnotation(DeploymentAnnotations.DesiredReplicas) is { } desired && desired != rollout.Deployment.Replicas);

    private static async ValueTask ScaleAsync(DeploymentRollout rollout, CancellationToken cancellationToken)
    {
        await rollout.SyncNewAsync(create: false, cancellationToken);
        var active = rollout.Active.ToList();
        if (active.Count <= 1)
        {
            if ((active.Count == 1 ? active[0] : rollout.New ?? rollout.Old.LastOrDefault()) is { } only)
            {
                await rollout.ScaleAsync(only, rollout.Deployment.Replicas, cancellationToken);
            }
        }
        else if (rollout.New is { } current && IsSaturated(rollout.Deployment, current))
        {
            foreach (var old in rollout.Old.Where(replicaSet => replicaSet.Replicas > 0).ToList())
            {
                await rollout.ScaleAsync(old, 0, cancellationToken);
            }
        }
        else if (!rollout.Deployment.IsRecreate)
        {
            foreach (var (replicaSet, size) in ReplicaSetSizes.Proportional(rollout.Deployment, active))
            {
                await rollout.ResizeAsync(replicaSet, size, cancellationToken);
            }
        }

        if (rollout.Deployment.IsPaused)
        {
            await rollout.CleanUpAsync(cancellationToken);
        }
    }

    private static bool IsSaturated(DeploymentView deployment, ReplicaSetView current) =>
        current.Replicas == deployment.Replicas
        && current.NumberAnnotation(DeploymentAnnotations.DesiredReplicas) == deployment.Replicas
        && current.AvailableReplicas == deployment.Replicas;

    private async ValueTask WriteStatusAsync(DeploymentRollout rollout, bool withProgress, CancellationToken cancellationToken)
    {
        var time = _context.Time.GetUtcNow();
        var status = DeploymentStatus.Calculate(rollout, Timestamps.Format(time));
        if (withProgress)
        {
            DeploymentStatus.SetProgress(rollout, status, time);
        }

        var node = rollout.Deployment.Object.Root.ToNode();
        node["status"] = status;
        await rollout.UpdateStatusAsync(node, cancellationToken);
    }

    /// <summary>When a rollout that stands still has to be called stuck.</summary>
    private TimeSpan? UntilDeadline(DeploymentView deployment)
    {
        var progressing = deployment.Object.Condition(DeploymentConditions.Progressing);
        if (deployment.ProgressDeadline is not { } deadline
            || !progressing.IsObject
            || DeploymentProgress.IsComplete(deployment, deployment.Object["status"u8])
            || progressing["reason"u8].AsString() is DeploymentConditions.ProgressDeadlineExceeded or DeploymentConditions.NewReplicaSetAvailable)
        {
            return null;
        }

        var left = ObjectTimes.Parse(progressing["lastUpdateTime"u8].AsString()) + deadline - _context.Time.GetUtcNow();
        return left > TimeSpan.Zero ? left + TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(1);
    }
}
