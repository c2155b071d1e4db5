using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Storage;

/// <summary>
/// Keeps the finalizer of PersistentVolumeClaims while a pod uses them, and lets go of those that are being deleted and are free. After
/// <c>k8s.io/kubernetes/pkg/controller/volume/pvcprotection</c>.
/// </summary>
internal sealed class ClaimProtectionController(ControllerContext context) : IController
{
    private const string Finalizer = "kubernetes.io/pvc-protection";
    private static readonly GroupVersionResource Claims = new("", "v1", "persistentvolumeclaims");

    public string Name => "persistentvolumeclaim-protection-controller";

    GroupVersionResource? IController.Resource => Claims;

    public IReadOnlyList<GroupResource> Watches { get; } = [Claims.GroupResource, KnownResources.Pods.GroupResource];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        var document = change.Object.Document;
        if (change.Object.Key.Resource == Claims.GroupResource)
        {
            if (change.Type != StoreEventType.Deleted && document.IsBeingDeleted() == IsProtected(document))
            {
                enqueue(change.Object.Key);
            }
        }
        else if (change.Type == StoreEventType.Deleted || IsDone(document))
        {
            foreach (var name in ClaimsOf(document))
            {
                enqueue(Claims.Key(document.Namespace(), name));
            }
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(key, cancellationToken) is not { } claim)
        {
            return null;
        }

        if (!claim.IsBeingDeleted())
        {
            await context.Objects.MutateAsync(Claims, claim.Key(), Protect, cancellationToken);
        }
        else if (IsProtected(claim) && !await IsUsedAsync(claim, cancellationToken))
        {
            await context.Objects.MutateAsync(Claims, claim.Key(), Release, cancellationToken);
        }

        return null;
    }

    private async ValueTask<bool> IsUsedAsync(Document claim, CancellationToken cancellationToken)
    {
        var pods = await context.Objects.ListAsync(KnownResources.Pods, claim.Namespace(), cancellationToken);
        return pods.Any(pod => !IsDone(pod) && ClaimsOf(pod).Contains(claim.Name(), StringComparer.Ordinal));
    }

    private static bool Protect(DocumentNode claim)
    {
        var metadata = claim.GetOrAddObject("metadata");
        if (metadata["finalizers"] is { IsArray: true } given && given.Items.Any(item => item.AsString() == Finalizer))
        {
            return false;
        }

        metadata.GetOrAddArray("finalizers").Items.Add(DocumentNode.String(Finalizer));
        return true;
    }

    private static bool Release(DocumentNode claim)
    {
        var finalizers = claim["metadata"]?["finalizers"];
        var found = finalizers?.Items.FirstOrDefault(item => item.AsString() == Finalizer);
        if (found is null || !finalizers!.Items.Remove(found))
        {
            return false;
        }

        if (finalizers.Count == 0)
        {
            claim["metadata"]!.Remove("finalizers");
        }

        return true;
    }

    private static bool IsProtected(Document claim) => claim["metadata"u8]["finalizers"u8].Items.ToList().Exists(item => item.AsString() == Finalizer);

    private static bool IsDone(Document pod) => pod["status"u8]["phase"u8].AsString() is "Succeeded" or "Failed";

    private static IEnumerable<string> ClaimsOf(Document pod) => pod["spec"u8]["volumes"u8].Items.ToList()
        .Select(volume => volume["persistentVolumeClaim"u8]["claimName"u8].AsString())
        .OfType<string>();
}
