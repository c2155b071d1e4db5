using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers.Runtime;

/// <summary>A store that says when it was written, so that one loop can serve the controllers of many clusters without a waiting task for each.</summary>
internal sealed class ObservedStore(IResourceStore inner) : IResourceStore
{
    /// <summary>Called after each write, on the writer's thread: be quick.</summary>
    public Action? Written { get; set; }

    public long CurrentVersion => inner.CurrentVersion;

    public ValueTask<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public async ValueTask<StoredObject> CreateAsync(ObjectKey key, Document document, CancellationToken cancellationToken)
    {
        var stored = await inner.CreateAsync(key, document, cancellationToken);
        Written?.Invoke();
        return stored;
    }

    public async ValueTask<StoredObject> UpdateAsync(ObjectKey key, long expectedVersion, Document document, CancellationToken cancellationToken)
    {
        var stored = await inner.UpdateAsync(key, expectedVersion, document, cancellationToken);
        Written?.Invoke();
        return stored;
    }

    public async ValueTask<StoredObject> DeleteAsync(ObjectKey key, long expectedVersion, CancellationToken cancellationToken)
    {
        var stored = await inner.DeleteAsync(key, expectedVersion, cancellationToken);
        Written?.Invoke();
        return stored;
    }

    public ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken) => inner.ListAsync(query, cancellationToken);

    public IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion) => inner.Watch(resource, namespaceName, afterVersion);
}
