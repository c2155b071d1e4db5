using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>The first authenticator that knows the user decides; bad credentials count only when nobody does.</summary>
public sealed class UnionAuthenticator(params IReadOnlyList<IAuthenticator> authenticators) : IAuthenticator
{
    public async ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var isRefused = false;
        foreach (var authenticator in authenticators)
        {
            var outcome = await authenticator.AuthenticateAsync(http, cancellationToken).ConfigureAwait(false);
            if (outcome.User is not null)
            {
                return outcome;
            }

            isRefused |= outcome.IsRefused;
        }

        return new AuthenticationOutcome(null, isRefused);
    }
}
