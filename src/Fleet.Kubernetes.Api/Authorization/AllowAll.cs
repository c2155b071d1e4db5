using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>Everybody may do everything: for hosts that decide elsewhere.</summary>
public sealed class AllowAll : IAuthorizer
{
    private static readonly EffectiveRules Everything = new(
    [
        Document.Parse("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""").Root,
        Document.Parse("""{"verbs":["*"],"nonResourceURLs":["*"]}""").Root,
    ]);

    public static AllowAll Instance { get; } = new();

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) => new(new AuthorizationDecision(true));

    public ValueTask<EffectiveRules> RulesAsync(UserInfo user, string namespaceName, CancellationToken cancellationToken) => new(Everything);
}
