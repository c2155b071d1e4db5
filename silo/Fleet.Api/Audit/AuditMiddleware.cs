using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Audit;

/// <summary>Sees which requests were denied.</summary>
public sealed class AuditMiddleware(RequestDelegate next, AuditTrail trail)
{
    public async Task InvokeAsync(HttpContext http)
    {
        await next(http).ConfigureAwait(false);
        if (http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            await trail.DeniedAsync(http, http.Response.StatusCode).ConfigureAwait(false);
        }
    }
}
