namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>Where the bearer tokens of a managed cluster come from. Thread safe. Callers keep what they got: every call is a new request to the cloud.</summary>
public interface ITokenSource
{
    /// <summary>Provider and role, for messages: <c>EKS (region eu-central-1, role arn:aws:iam::1:role/fleet)</c>. No secret.</summary>
    string Name { get; }

    /// <summary>
    /// The server may be given these tokens: it is the provider's. They speak for Fleet itself, and whoever may declare a cluster must not have them sent
    /// to a server of their own.
    /// </summary>
    bool Trusts(Uri server);

    /// <exception cref="CredentialsUnavailableException">The provider refused or could not be reached.</exception>
    ValueTask<ServiceToken> FetchAsync(CancellationToken cancellationToken);
}
