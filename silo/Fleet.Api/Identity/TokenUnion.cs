using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Api.Identity;

/// <summary>The first that knows a token says whose it is.</summary>
internal sealed class TokenUnion(params IReadOnlyList<ITokenAuthenticator> authenticators) : ITokenAuthenticator
{
    public async ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken)
    {
        foreach (var authenticator in authenticators)
        {
            if (await authenticator.FindAsync(token, cancellationToken).ConfigureAwait(false) is { } user)
            {
                return user;
            }
        }

        return null;
    }
}
