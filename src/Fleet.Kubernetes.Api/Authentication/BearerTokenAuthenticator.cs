using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary><c>Authorization: Bearer …</c>. Other schemes are no credentials here, as upstream has it.</summary>
public sealed class BearerTokenAuthenticator(ITokenAuthenticator tokens) : IAuthenticator
{
    private const string Scheme = "Bearer ";

    public async ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || header[Scheme.Length..].Trim() is not { Length: > 0 } token)
        {
            return AuthenticationOutcome.None;
        }

        return await tokens.FindAsync(token, cancellationToken).ConfigureAwait(false) is { } user
            ? new AuthenticationOutcome(Groups.WithAuthenticated(user), false)
            : AuthenticationOutcome.Refused;
    }
}
