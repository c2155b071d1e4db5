using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Puts APIs under paths of an ASP.NET Core application.</summary>
public static class KubernetesApiEndpoints
{
    /// <summary>Serves an API under a prefix (<c>/clusters/east</c>; empty for the root).</summary>
    public static void MapKubernetesApi(this IEndpointRouteBuilder endpoints, string prefix, KubernetesApi api)
    {
        endpoints.Map(prefix.TrimEnd('/') + "/{**path}", http => api.HandleAsync(http, "/" + (http.Request.RouteValues["path"] as string)));
    }
}
