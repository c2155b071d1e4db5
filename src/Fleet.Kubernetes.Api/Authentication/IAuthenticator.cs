using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>Finds out who makes a request.</summary>
public interface IAuthenticator
{
    ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken);
}
