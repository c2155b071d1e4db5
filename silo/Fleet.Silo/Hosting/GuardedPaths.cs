using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;

namespace Fleet.Silo.Hosting;

/// <summary>Demands of paths that are served by others' middleware (metrics, the dashboard) what the API demands of its own: a known caller who may.</summary>
internal sealed class GuardedPaths(RequestDelegate next, IAuthenticator authenticator, IAuthorizer authorizer)
{
    private static readonly PathString[] Paths = [SiloEndpoints.Metrics, SiloEndpoints.Dashboard];

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Array.Exists(Paths, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase)))
        {
            await next(http);
            return;
        }

        var refusal = await RefusalAsync(http);
        if (refusal is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }

        await next(http);
    }

    private async Task<int?> RefusalAsync(HttpContext http)
    {
        try
        {
            var outcome = await authenticator.AuthenticateAsync(http, http.RequestAborted);
            if (outcome.User is not { } user)
            {
                return StatusCodes.Status401Unauthorized;
            }

            var asked = new AuthorizationAttributes(user, http.Request.Method.ToLowerInvariant()) { Path = http.Request.Path.Value!.ToLowerInvariant() };
            return (await authorizer.AuthorizeAsync(asked, http.RequestAborted)).Allowed ? null : StatusCodes.Status403Forbidden;
        }
        catch (ApiException error)
        {
            return error.Code;
        }
    }
}
