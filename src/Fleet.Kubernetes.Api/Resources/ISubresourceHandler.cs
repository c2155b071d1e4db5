namespace Fleet.Kubernetes.Api.Resources;

/// <summary>Answers a custom subresource: <c>pods/binding</c>, <c>pods/eviction</c>, <c>pods/log</c>, <c>serviceaccounts/token</c>.</summary>
public interface ISubresourceHandler
{
    /// <exception cref="Errors.ApiException">The request fails.</exception>
    ValueTask<SubresourceResponse> HandleAsync(SubresourceRequest request, CancellationToken cancellationToken);
}
