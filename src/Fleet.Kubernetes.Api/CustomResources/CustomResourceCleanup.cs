using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;

namespace Fleet.Kubernetes.Api.CustomResources;

/// <summary>Deletes the instances of a definition that is being deleted, waits for their finalizers, then lets the definition go.</summary>
internal sealed class CustomResourceCleanup(ResourceService service, ResourceDefinition crd)
{
    private static readonly RequestContext Context = RequestContext.Internal("kube-apiserver");

    private readonly HashSet<string> _running = new(StringComparer.Ordinal);

    /// <summary>Cleans up in the background; once at a time for a definition.</summary>
    public void Start(string name, IReadOnlyList<ResourceDefinition> definitions, CancellationToken cancellationToken)
    {
        lock (_running)
        {
            if (!_running.Add(name))
            {
                return;
            }
        }

        _ = RunAsync(name, definitions, cancellationToken);
    }

    private async Task RunAsync(string name, IReadOnlyList<ResourceDefinition> definitions, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Yield();
            if (definitions.Count > 0)
            {
                await DeleteInstancesAsync(definitions[0], cancellationToken).ConfigureAwait(false);
            }

            await ReleaseAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The cluster ends; its store with it.
        }
        catch (ApiException)
        {
            // Admission refuses the deletion of an instance: the definition stays terminating, its next change starts over.
        }
        finally
        {
            lock (_running)
            {
                _running.Remove(name);
            }
        }
    }

    private async Task DeleteInstancesAsync(ResourceDefinition definition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await service.Store.ListAsync(new StoreListQuery(definition.StorageResource), cancellationToken).ConfigureAwait(false);
            if (page.Objects.Count == 0)
            {
                return;
            }

            foreach (var instance in page.Objects)
            {
                await DeleteAsync(definition, instance.Key, cancellationToken).ConfigureAwait(false);
            }

            await WaitForChangeAsync(definition, page, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(ResourceDefinition definition, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var target = new ResourceTarget(definition, key.Namespace.Length == 0 ? null : key.Namespace, key.Name);
            await service.DeleteAsync(Context, target, new DeleteOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Code == 404)
        {
            // Gone already.
        }
    }

    /// <summary>Returns when an instance went since <paramref name="page"/> was read.</summary>
    private async Task WaitForChangeAsync(ResourceDefinition definition, StorePage page, CancellationToken cancellationToken)
    {
        try
        {
            using var watch = service.Store.Watch(definition.StorageResource, null, page.Version);
            while (true)
            {
                while (watch.TryRead(out var change))
                {
                    if (change.Type == StoreEventType.Deleted)
                    {
                        return;
                    }
                }

                await watch.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreExpiredException)
        {
            // Much happened since: look again.
        }
    }

    private async Task ReleaseAsync(string name, CancellationToken cancellationToken)
    {
        var target = new ResourceTarget(crd, null, name);
        await service.MutateAsync(
            Context,
            target,
            value =>
            {
                var finalizers = value.GetOrAddObject("metadata").GetOrAddArray("finalizers");
                var kept = finalizers.Items.Where(item => item.AsString() != CustomResourceDefinitionStrategy.CleanupFinalizer).ToList();
                if (kept.Count == finalizers.Count)
                {
                    return false;
                }

                value["metadata"]!.With("finalizers", kept.Count == 0 ? null : Documents.DocumentNode.Array(kept));
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        try
        {
            await service.DeleteAsync(Context, target, new DeleteOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Code == 404)
        {
            // Gone already.
        }
    }
}
