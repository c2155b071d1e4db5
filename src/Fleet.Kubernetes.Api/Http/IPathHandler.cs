using Fleet.Kubernetes.Api.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>
/// Answers paths that are no resources: <c>/openapi/v3</c>. Who asks, authenticated and authorized for the path, is the feature
/// <see cref="Authentication.UserInfo"/> of the request.
/// </summary>
public interface IPathHandler
{
    /// <summary>Answers, or says false when the path is not its own.</summary>
    /// <exception cref="Errors.ApiException">The request fails.</exception>
    ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path);
}
