using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Selectors;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>Keeps as many pods as a ReplicaSet asks for. After <c>k8s.io/kubernetes/pkg/controller/replicaset</c>.</summary>
internal sealed class ReplicaSetController(ControllerContext shared) : IController
{
    // Upstream's burst: so many pods are made or deleted in one go.
    private const int BurstReplicas = 500;

    private readonly ControllerContext _context = shared.For("replicaset-controller");

    public string Name => "replicaset-controller";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.ReplicaSets;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.ReplicaSets.GroupResource, KnownResources.Pods.GroupResource];

    public bool IsWorkloadController => true;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Object.Key.Resource == KnownResources.ReplicaSets.GroupResource)
        {
            enqueue(change.Object.Key);
            return;
        }

        var hasOwner = EnqueueOwner(change.Object.Document, enqueue);
        if (change.Previous is { } previous && previous.Document.ControllerUid() != change.Object.Document.ControllerUid())
        {
            EnqueueOwner(previous.Document, enqueue);
        }

        if (!hasOwner && change.Type != StoreEventType.Deleted && change.Object.Document.Labels().Count > 0)
        {
            // An orphan: whoever selects it may adopt it. An empty name asks for the whole namespace.
            enqueue(Resource.Key(change.Object.Key.Namespace, ""));
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (key.Name.Length == 0)
        {
            return await AdoptOrphansAsync(key.Namespace, cancellationToken);
        }

        if (await _context.Objects.GetAsync(key, cancellationToken) is not { } document)
        {
            return null;
        }

        var replicaSet = new ReplicaSetView(document);
        var owned = await _context.Index.ControlledAsync(replicaSet.Uid, KnownResources.Pods, cancellationToken);
        var active = await ClaimAsync(document, owned, cancellationToken);
        var terminating = owned.Count(pod => pod.IsBeingDeleted() && !IsFinished(pod));
        ApiException? failure = null;
        if (!document.IsBeingDeleted())
        {
            (active, terminating, failure) = await ManageAsync(replicaSet, active, terminating, cancellationToken);
        }

        await WriteStatusAsync(replicaSet, active, terminating, failure, cancellationToken);
        if (failure is not null && !failure.IsNamespaceTerminating())
        {
            throw failure;
        }

        return PodReadiness.UntilAvailable(active, replicaSet.MinReadySeconds, _context.Time.GetUtcNow());
    }

    private static bool EnqueueOwner(Document pod, Action<ObjectKey> enqueue)
    {
        var owner = pod.ControllerReference();
        if (owner["kind"u8].AsString() == "ReplicaSet")
        {
            enqueue(KnownResources.ReplicaSets.Key(pod.Namespace(), owner["name"u8].AsString("")));
        }

        return owner.Exists;
    }

    private static bool IsFinished(Document pod) => pod["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed";

    private async ValueTask<TimeSpan?> AdoptOrphansAsync(string namespaceName, CancellationToken cancellationToken)
    {
        foreach (var replicaSet in await _context.Objects.ListAsync(Resource, namespaceName, cancellationToken))
        {
            await ReconcileAsync(Resource.Key(replicaSet), cancellationToken);
        }

        return null;
    }

    private async ValueTask<List<Document>> ClaimAsync(Document replicaSet, List<Document> owned, CancellationToken cancellationToken)
    {
        var selector = LabelSelector.From(replicaSet["spec"u8]["selector"u8]);
        var pods = await _context.Objects.ListAsync(KnownResources.Pods, replicaSet.Namespace(), cancellationToken);
        var orphans = pods.Where(pod => !pod.ControllerReference().Exists && selector.Matches(pod.Labels()));
        var candidates = owned.Concat(orphans).Where(pod => !pod.IsBeingDeleted() && !IsFinished(pod));
        var claims = new ControllerClaims(_context, KnownResources.Pods, replicaSet, replicaSet["spec"u8]["selector"u8]);
        return await claims.ClaimAsync([.. candidates], cancellationToken);
    }

    private async ValueTask<(List<Document> Active, int Terminating, ApiException? Failure)> ManageAsync(
        ReplicaSetView replicaSet, List<Document> active, int terminating, CancellationToken cancellationToken)
    {
        try
        {
            for (var missing = Math.Min(BurstReplicas, replicaSet.Replicas - active.Count); missing > 0; missing--)
            {
                active.Add(await CreatePodAsync(replicaSet, cancellationToken));
            }

            var excess = Math.Min(BurstReplicas, active.Count - replicaSet.Replicas);
            foreach (var pod in PodDeletionOrder.Sort(active, _context.Time.GetUtcNow()).Take(Math.Max(0, excess)).ToList())
            {
                await _context.Objects.DeleteAsync(KnownResources.Pods, pod, cancellationToken);
                await _context.Events.NormalAsync(replicaSet.Object, "SuccessfulDelete", $"Deleted pod: {pod.Name()}", cancellationToken);
                active.Remove(pod);

                // A pod nobody runs is gone at once.
                terminating += pod["spec"u8]["nodeName"u8].AsString() is { Length: > 0 } ? 1 : 0;
            }

            return (active, terminating, null);
        }
        catch (ApiException error)
        {
            return (active, terminating, error);
        }
    }

    private async ValueTask<Document> CreatePodAsync(ReplicaSetView replicaSet, CancellationToken cancellationToken)
    {
        try
        {
            var pod = await _context.Objects.CreateAsync(KnownResources.Pods, PodFactory.Create(replicaSet), cancellationToken);
            await _context.Events.NormalAsync(replicaSet.Object, "SuccessfulCreate", $"Created pod: {pod.Name()}", cancellationToken);
            return pod;
        }
        catch (ApiException error) when (!error.IsNamespaceTerminating())
        {
            await _context.Events.WarningAsync(replicaSet.Object, "FailedCreate", $"Error creating: {error.Message}", cancellationToken);
            throw;
        }
    }

    private async ValueTask WriteStatusAsync(ReplicaSetView replicaSet, List<Document> active, int terminating, ApiException? failure, CancellationToken cancellationToken)
    {
        var node = replicaSet.Object.Root.ToNode();
        node["status"] = ReplicaSetStatus.Calculate(replicaSet, active, terminating, failure, _context.Time.GetUtcNow());
        var document = node.ToDocument();
        if (!document.Root.DeepEquals(replicaSet.Object.Root))
        {
            await _context.Objects.UpdateStatusAsync(Resource, document, cancellationToken);
        }
    }
}
