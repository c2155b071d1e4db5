using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Garbage;

/// <summary>The garbage collector's writes to objects of any kind. What is gone meanwhile is left alone.</summary>
internal sealed class DependentWriter(ObjectClient objects)
{
    public ValueTask RemoveOwnersAsync(ObjectKey key, Func<string, bool> isUnwanted, CancellationToken cancellationToken) =>
        ChangeAsync(key, node => OwnerReferences.Remove(node, isUnwanted), cancellationToken);

    public ValueTask RemoveFinalizerAsync(ObjectKey key, string uid, string finalizer, CancellationToken cancellationToken) =>
        ChangeAsync(key, node => node["metadata"]?["uid"]?.AsString() == uid && Finalizers.Remove(node, finalizer), cancellationToken);

    public async ValueTask DeleteAsync(ObjectKey key, Document document, PropagationPolicy policy, CancellationToken cancellationToken)
    {
        if (Find(key) is { } definition)
        {
            await objects.DeleteAsync(definition.Resource, document, cancellationToken, DeleteOptions.Default with { PropagationPolicy = policy });
        }
    }

    private async ValueTask ChangeAsync(ObjectKey key, Func<DocumentNode, bool> change, CancellationToken cancellationToken)
    {
        if (Find(key) is not { } definition)
        {
            return;
        }

        try
        {
            await objects.MutateAsync(definition.Resource, new ObjectName(key.Namespace, key.Name), change, cancellationToken);
        }
        catch (ApiException error) when (error.IsNotFound())
        {
            // Gone meanwhile.
        }
    }

    private ResourceDefinition? Find(ObjectKey key) =>
        objects.Service.Catalog.Resources.FirstOrDefault(definition => definition.StorageResource == key.Resource && definition.Virtual is null);
}
