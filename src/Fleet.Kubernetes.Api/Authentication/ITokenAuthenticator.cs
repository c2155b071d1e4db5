namespace Fleet.Kubernetes.Api.Authentication;

/// <summary>Knows bearer tokens: static ones, service accounts', an issuer's.</summary>
public interface ITokenAuthenticator
{
    /// <summary>Whose token it is, or null.</summary>
    ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken);
}
