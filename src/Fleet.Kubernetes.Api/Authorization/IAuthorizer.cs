namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>Decides whether a request may be made.</summary>
public interface IAuthorizer
{
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken);
}
