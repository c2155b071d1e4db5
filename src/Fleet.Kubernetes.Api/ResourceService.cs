using Fleet.Kubernetes.Api.Admission;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api;

/// <summary>
/// Everything between HTTP and the store of one cluster: the API conventions of reading, writing, patching, deleting and watching. HTTP handlers
/// and controllers inside the process are both thin over it. Objects go in and come out in the version of the target's definition. Thread safe.
/// </summary>
public sealed class ResourceService
{
    public ResourceService(IResourceStore store, IResourceCatalog catalog, TimeProvider time, IReadOnlyList<IAdmissionPlugin>? admission = null)
    {
        Store = store;
        Catalog = catalog;
        Time = time;
        Admission = admission ?? [];
    }

    public IResourceStore Store { get; }

    public IResourceCatalog Catalog { get; }

    public TimeProvider Time { get; }

    public IReadOnlyList<IAdmissionPlugin> Admission { get; }

    /// <exception cref="Errors.ApiException">404.</exception>
    public ValueTask<Document> GetAsync(RequestContext context, ResourceTarget target, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The object, or null when there is none.</summary>
    public ValueTask<Document?> FindAsync(ResourceTarget target, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask<ObjectList> ListAsync(RequestContext context, ResourceTarget target, ListOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask<WriteResult> CreateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Replaces the object (or through a subresource its part). Without <c>metadata.resourceVersion</c> it is unconditional.</summary>
    public ValueTask<WriteResult> UpdateAsync(RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask<WriteResult> PatchAsync(RequestContext context, ResourceTarget target, Patch patch, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Reads, changes and writes an object, again when somebody else wrote meanwhile: for controllers. <paramref name="change"/> returns false when
    /// there is nothing to do. The answer is null when the object is gone.
    /// </summary>
    public ValueTask<WriteResult?> MutateAsync(RequestContext context, ResourceTarget target, Func<DocumentNode, bool> change, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask<DeleteResult> DeleteAsync(RequestContext context, ResourceTarget target, DeleteOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();

    public ValueTask<ObjectList> DeleteCollectionAsync(RequestContext context, ResourceTarget target, ListOptions list, DeleteOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();
}
