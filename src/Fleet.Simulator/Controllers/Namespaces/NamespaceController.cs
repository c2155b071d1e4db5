using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Namespaces;

/// <summary>
/// Empties a namespace that is being deleted and then lets it go. After <c>k8s.io/kubernetes/pkg/controller/namespace/deletion</c>.
/// </summary>
internal sealed class NamespaceController(ControllerContext context) : IController
{
    private const string KubernetesFinalizer = "kubernetes";
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    // Upstream's namespaceDeletionGracePeriod: other API servers first have to see that nothing may be made there any more.
    private static readonly TimeSpan DeletionDelay = TimeSpan.FromSeconds(5);

    public string Name => "namespace-controller";

    GroupVersionResource? IController.Resource => Resource;

    private static GroupVersionResource Resource => KnownResources.Namespaces;

    public IReadOnlyList<GroupResource> Watches { get; } = [KnownResources.Namespaces.GroupResource];

    public bool IsWorkloadController => false;

    public void Observe(StoreEvent change, Action<ObjectKey> enqueue)
    {
        if (change.Type != StoreEventType.Deleted && change.Object.Document.IsBeingDeleted())
        {
            enqueue(change.Object.Key);
        }
    }

    public async ValueTask<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (await context.Objects.GetAsync(key, cancellationToken) is not { } document || !document.IsBeingDeleted())
        {
            return null;
        }

        var due = (document["metadata"u8]["deletionTimestamp"u8].AsTime() ?? DateTimeOffset.MinValue) + DeletionDelay - context.Time.GetUtcNow();
        if (due > TimeSpan.Zero)
        {
            return due;
        }

        var remaining = await DeleteContentAsync(key.Name, cancellationToken);
        await WriteConditionsAsync(document, remaining, cancellationToken);
        if (!remaining.IsEmpty)
        {
            return LookAgain;
        }

        await FinalizeAsync(document, cancellationToken);
        return null;
    }

    private async ValueTask<RemainingContent> DeleteContentAsync(string namespaceName, CancellationToken cancellationToken)
    {
        var remaining = new RemainingContent();
        var definitions = context.Objects.Service.Catalog.Resources
            .Where(definition => definition.IsNamespaced && definition.Virtual is null && definition.Allows("delete"))
            .DistinctBy(definition => definition.StorageResource);
        foreach (var definition in definitions.ToList())
        {
            foreach (var document in await context.Objects.ListAsync(Stored(definition), namespaceName, cancellationToken))
            {
                if (!document.IsBeingDeleted())
                {
                    await context.Objects.DeleteAsync(definition.Resource, document, cancellationToken, DeleteOptions.Default with { PropagationPolicy = PropagationPolicy.Background });
                }
            }

            remaining.Count(definition.GroupResource, await context.Objects.ListAsync(Stored(definition), namespaceName, cancellationToken));
        }

        return remaining;
    }

    private static GroupVersionResource Stored(ResourceDefinition definition) =>
        definition.Resource with { Group = definition.StorageResource.Group, Resource = definition.StorageResource.Resource };

    /// <summary>Conditions appear only once something is left over: a namespace that empties at once never shows them.</summary>
    private async ValueTask WriteConditionsAsync(Document document, RemainingContent remaining, CancellationToken cancellationToken)
    {
        if (remaining.IsEmpty && document["status"u8]["conditions"u8].Count == 0)
        {
            return;
        }

        await context.Objects.MutateAsync(
            Resource, document.Key(), node => NamespaceConditions.Set(node.GetOrAddObject("status"), remaining, context.Now), cancellationToken, "status");
    }

    private async ValueTask FinalizeAsync(Document document, CancellationToken cancellationToken)
    {
        try
        {
            await context.Objects.MutateAsync(
                Resource,
                document.Key(),
                node =>
                {
                    var finalizers = node["spec"]?["finalizers"];
                    var found = finalizers?.Items.FirstOrDefault(item => item.AsString() == KubernetesFinalizer);
                    return found is not null && finalizers!.Items.Remove(found);
                },
                cancellationToken,
                "finalize");
        }
        catch (ApiException error) when (error.IsNotFound())
        {
            // Somebody else removed the last finalizer.
        }
    }
}
