using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers.ReplicaSets;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>
/// One look at a Deployment and its ReplicaSets: which of them is the new one (its template is the Deployment's), which are old, and the writes
/// that change their sizes. After <c>sync.go</c> of kube-controller-manager.
/// </summary>
internal sealed class DeploymentRollout(ControllerContext context, DeploymentView deployment, IEnumerable<ReplicaSetView> replicaSets)
{
    private readonly List<ReplicaSetView> _old = [.. replicaSets];

    public DeploymentView Deployment { get; private set; } = deployment;

    public ReplicaSetView? New { get; private set; }

    public IReadOnlyList<ReplicaSetView> Old => _old;

    public IEnumerable<ReplicaSetView> All => New is null ? _old : _old.Append(New);

    public IEnumerable<ReplicaSetView> Active => All.Where(replicaSet => replicaSet.Replicas > 0);

    public int TotalReplicas => All.Sum(replicaSet => replicaSet.Replicas);

    /// <summary>Finds the new ReplicaSet and brings its annotations and the Deployment's revision up to date, or makes it.</summary>
    public async ValueTask SyncNewAsync(bool create, CancellationToken cancellationToken)
    {
        _old.Sort(ReplicaSetView.CompareByAge);
        var found = _old.FindIndex(replicaSet => PodTemplates.EqualIgnoringHash(replicaSet.Template, Deployment.Template));
        if (found >= 0)
        {
            New = _old[found];
            _old.RemoveAt(found);
        }

        var revision = _old.Select(DeploymentAnnotations.RevisionOf).DefaultIfEmpty(0).Max() + 1;
        if (New is not null)
        {
            await RefreshNewAsync(revision, cancellationToken);
        }
        else if (create)
        {
            await CreateNewAsync(revision, cancellationToken);
        }
    }

    /// <summary>Gives a ReplicaSet another size and says so in an event; nothing happens when it has that size already.</summary>
    public async ValueTask<bool> ScaleAsync(ReplicaSetView replicaSet, int size, CancellationToken cancellationToken)
    {
        if (replicaSet.Replicas == size)
        {
            return false;
        }

        await ResizeAsync(replicaSet, size, cancellationToken);
        return true;
    }

    /// <summary>As <see cref="ScaleAsync"/>, and brings the size annotations up to date even where the size stays.</summary>
    public async ValueTask ResizeAsync(ReplicaSetView replicaSet, int size, CancellationToken cancellationToken)
    {
        var node = replicaSet.Object.Root.ToNode();
        var annotationsChanged = DeploymentAnnotations.SetSizes(node, Deployment);
        if (replicaSet.Replicas == size && !annotationsChanged)
        {
            return;
        }

        node["spec"]!["replicas"] = (long)size;
        Replace(replicaSet, new(await context.Objects.UpdateAsync(KnownResources.ReplicaSets, node.ToDocument(), cancellationToken)));
        if (replicaSet.Replicas != size)
        {
            var direction = size > replicaSet.Replicas ? "up" : "down";
            await context.Events.NormalAsync(Deployment.Object, "ScalingReplicaSet", $"Scaled {direction} replica set {replicaSet.Name} from {replicaSet.Replicas} to {size}", cancellationToken);
        }
    }

    /// <summary>Deletes the oldest ReplicaSets beyond the history limit.</summary>
    public async ValueTask CleanUpAsync(CancellationToken cancellationToken)
    {
        var cleanable = _old.Where(replicaSet => !replicaSet.Object.IsBeingDeleted()).OrderBy(DeploymentAnnotations.RevisionOf).ToList();
        var excess = Deployment.RevisionHistoryLimit is { } limit ? cleanable.Count - limit : 0;
        foreach (var replicaSet in cleanable.Take(Math.Max(0, excess)))
        {
            if (replicaSet.CurrentReplicas == 0 && replicaSet.Replicas == 0 && replicaSet.IsObserved)
            {
                await context.Objects.DeleteAsync(KnownResources.ReplicaSets, replicaSet.Object, cancellationToken);
            }
        }
    }

    /// <summary>Writes the Deployment's status (and annotations) when they changed.</summary>
    public async ValueTask<bool> UpdateStatusAsync(DocumentNode changed, CancellationToken cancellationToken)
    {
        var document = changed.ToDocument();
        if (document.Root.DeepEquals(Deployment.Object.Root))
        {
            return false;
        }

        Deployment = new(await context.Objects.UpdateStatusAsync(KnownResources.Deployments, document, cancellationToken));
        return true;
    }

    private void Replace(ReplicaSetView before, ReplicaSetView after)
    {
        if (New is not null && New.Uid == before.Uid)
        {
            New = after;
        }
        else
        {
            _old[_old.FindIndex(replicaSet => replicaSet.Uid == before.Uid)] = after;
        }
    }

    private async ValueTask RefreshNewAsync(long revision, CancellationToken cancellationToken)
    {
        var node = New!.Object.Root.ToNode();
        var changed = DeploymentAnnotations.SetForNew(node, Deployment, revision, exists: true);
        if (changed || New.MinReadySeconds != Deployment.MinReadySeconds)
        {
            node["spec"]!.With("minReadySeconds", Deployment.MinReadySeconds == 0 ? null : (long)Deployment.MinReadySeconds);
            New = new(await context.Objects.UpdateAsync(KnownResources.ReplicaSets, node.ToDocument(), cancellationToken));
            return;
        }

        var status = Deployment.Object.Root.ToNode();
        SetRevision(status, New.Object.Annotation(DeploymentAnnotations.Revision) ?? "");
        if (Deployment.ProgressDeadline is not null && DeploymentConditions.Find(status.GetOrAddObject("status"), DeploymentConditions.Progressing) is null)
        {
            SetProgressing(status, "True", DeploymentConditions.FoundNewReplicaSet, $"Found new replica set \"{New.Name}\"");
        }

        await UpdateStatusAsync(status, cancellationToken);
    }

    private async ValueTask CreateNewAsync(long revision, CancellationToken cancellationToken)
    {
        var template = PodTemplates.Hashed(Deployment, out var hash);
        var size = ReplicaSetSizes.OfNew(Deployment, TotalReplicas, 0);
        var document = PodTemplates.CreateReplicaSet(Deployment, template, hash, size, revision);
        var exists = false;
        try
        {
            New = new(await context.Objects.CreateAsync(KnownResources.ReplicaSets, document, cancellationToken));
        }
        catch (ApiException error) when (error.IsAlreadyExists())
        {
            exists = true;
            await UseExistingAsync(document.Key(), cancellationToken);
        }
        catch (ApiException error) when (!error.IsNamespaceTerminating())
        {
            await ReportCreateFailureAsync(document.Name(), error, cancellationToken);
            throw;
        }

        if (!exists && size > 0)
        {
            await context.Events.NormalAsync(Deployment.Object, "ScalingReplicaSet", $"Scaled up replica set {New!.Name} from 0 to {size}", cancellationToken);
        }

        var status = Deployment.Object.Root.ToNode();
        SetRevision(status, revision.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!exists && Deployment.ProgressDeadline is not null)
        {
            SetProgressing(status, "True", DeploymentConditions.NewReplicaSetCreated, $"Created new replica set \"{New!.Name}\"");
        }

        await UpdateStatusAsync(status, cancellationToken);
    }

    /// <summary>The hash collides with another ReplicaSet unless that one is ours with the same template: then the next hash is tried on the retry.</summary>
    private async ValueTask UseExistingAsync(ObjectName key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(KnownResources.ReplicaSets, key, cancellationToken) is { } existing
            && existing.ControllerUid() == Deployment.Uid
            && PodTemplates.EqualIgnoringHash(existing["spec"u8]["template"u8], Deployment.Template))
        {
            New = new(existing);
            return;
        }

        var status = Deployment.Object.Root.ToNode();
        status.GetOrAddObject("status")["collisionCount"] = Deployment.CollisionCount + 1;
        await UpdateStatusAsync(status, cancellationToken);
        throw new ReconcileAgainException($"The hash of the pod template of Deployment {Deployment.Object.Key()} collides with ReplicaSet {key}.");
    }

    private async ValueTask ReportCreateFailureAsync(string name, ApiException error, CancellationToken cancellationToken)
    {
        var message = $"Failed to create new replica set \"{name}\": {error.Message}";
        if (Deployment.ProgressDeadline is not null)
        {
            var status = Deployment.Object.Root.ToNode();
            SetProgressing(status, "False", DeploymentConditions.ReplicaSetCreateError, message);
            await UpdateStatusAsync(status, cancellationToken);
        }

        await context.Events.WarningAsync(Deployment.Object, DeploymentConditions.ReplicaSetCreateError, message, cancellationToken);
    }

    private void SetProgressing(DocumentNode document, string status, string reason, string message) =>
        DeploymentConditions.Set(document.GetOrAddObject("status"), DeploymentConditions.Create(DeploymentConditions.Progressing, status, reason, message, context.Now));

    private static void SetRevision(DocumentNode document, string revision)
    {
        var annotations = document["metadata"]!.GetOrAddObject("annotations");
        if (annotations[DeploymentAnnotations.Revision]?.AsString() != revision)
        {
            annotations[DeploymentAnnotations.Revision] = revision;
        }
    }
}
