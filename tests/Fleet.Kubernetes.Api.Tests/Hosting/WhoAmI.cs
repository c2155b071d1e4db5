using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

/// <summary><c>/whoami</c>: a path beside the resources, which answers with the name of the user it is told.</summary>
internal sealed class WhoAmI : IPathHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        if (path != "/whoami")
        {
            return false;
        }

        await http.Response.WriteAsync(http.Features.Get<UserInfo>()?.Name ?? "nobody");
        return true;
    }
}
