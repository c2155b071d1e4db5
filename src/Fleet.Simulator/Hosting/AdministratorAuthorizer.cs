using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;

namespace Fleet.Simulator.Hosting;

/// <summary>Members of <c>system:masters</c> may do everything, nobody else anything.</summary>
internal sealed class AdministratorAuthorizer : IAuthorizer
{
    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        new(new AuthorizationDecision(attributes.User.Groups.Contains(UserInfo.MastersGroup)));
}
