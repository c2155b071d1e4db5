using Fleet.Kubernetes.Api.Authentication;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>Decides whether a request may be made.</summary>
public interface IAuthorizer
{
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken);

    /// <summary>The rules that hold for a user in a namespace (empty: cluster-wide only), for those who ask what they may do.</summary>
    ValueTask<EffectiveRules> RulesAsync(UserInfo user, string namespaceName, CancellationToken cancellationToken);
}
