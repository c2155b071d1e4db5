using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>
/// The keyspace of one cluster: documents under <see cref="ObjectKey"/>, written by compare-and-swap, every write raising one version counter.
/// The store writes the version into the document (<c>metadata.resourceVersion</c>).
/// </summary>
public interface IResourceStore
{
    /// <summary>The version of the last write.</summary>
    long CurrentVersion { get; }

    /// <summary>
    /// Waits a moment for a version that another process may have handed out. False: it is not of this store, or it is far behind; lists answer 504, watches 410.
    /// </summary>
    ValueTask<bool> CatchUpAsync(long version, CancellationToken cancellationToken) => new(true);

    ValueTask<StoredObject?> GetAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <exception cref="StoreConflictException">There is an object already.</exception>
    ValueTask<StoredObject> CreateAsync(ObjectKey key, Document document, CancellationToken cancellationToken);

    /// <exception cref="StoreConflictException">The object is not at <paramref name="expectedVersion"/> or not there.</exception>
    ValueTask<StoredObject> UpdateAsync(ObjectKey key, long expectedVersion, Document document, CancellationToken cancellationToken);

    /// <summary>Deletes; the answer is the last state with the version of the deletion.</summary>
    /// <exception cref="StoreConflictException">The object is not at <paramref name="expectedVersion"/> or not there.</exception>
    ValueTask<StoredObject> DeleteAsync(ObjectKey key, long expectedVersion, CancellationToken cancellationToken);

    /// <exception cref="StoreExpiredException"><see cref="StoreListQuery.AtVersion"/> is older than the kept history.</exception>
    ValueTask<StorePage> ListAsync(StoreListQuery query, CancellationToken cancellationToken);

    /// <summary>Reads the writes after <paramref name="afterVersion"/>: of one resource and namespace, or of all (null).</summary>
    /// <exception cref="StoreExpiredException"><paramref name="afterVersion"/> is older than the kept history.</exception>
    IStoreWatch Watch(GroupResource? resource, string? namespaceName, long afterVersion);
}
