using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>A resource that is not stored: metrics, component statuses, access reviews. Verbs it does not serve are not in its
/// definition. Shared between clusters: the service is that of the cluster asked.</summary>
public interface IVirtualResource
{
    /// <exception cref="Errors.ApiException">Not found, or not served.</exception>
    ValueTask<Document> GetAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<Document>> ListAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken);

    /// <summary>Answers a posted object (a review): what comes back to the client.</summary>
    ValueTask<Document> CreateAsync(ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken);
}
