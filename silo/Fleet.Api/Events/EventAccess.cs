using Fleet.Api.Identity;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Events;

/// <summary>What a subscriber may see, now: a stream lasts longer than a token or a grant may.</summary>
public sealed class EventAccess(IAuthenticator authenticator, IAuthorizer authorizer, IAccessScopes scopes)
{
    private const string EventsPath = "/events";

    /// <summary>What the user of a request may see.</summary>
    internal async ValueTask<EventScope> OfAsync(HttpContext http)
    {
        var user = FleetAuthenticator.UserOf(http) ?? UserInfo.Anonymous;
        var access = new AuthorizationAttributes(user, "list")
        {
            IsResourceRequest = true,
            Group = FleetKinds.Group,
            Version = FleetKinds.AccessGrants.Version,
            Resource = FleetKinds.AccessGrants.Resource,
        };
        var projects = scopes.ProjectsOf(user);
        return new EventScope(scopes.ScopeOf(user), await MayAsync(http, access).ConfigureAwait(false), name => projects?.IncludesNamed(name) ?? true);
    }

    /// <summary>The same for a stream under way; null when its credentials or its right to read events are gone.</summary>
    internal async ValueTask<EventScope?> RenewAsync(HttpContext http)
    {
        try
        {
            var caller = await authenticator.AuthenticateAsync(http, http.RequestAborted).ConfigureAwait(false);
            var path = new AuthorizationAttributes(FleetAuthenticator.UserOf(http) ?? UserInfo.Anonymous, "get") { Path = EventsPath };
            return caller.User is not null && await MayAsync(http, path).ConfigureAwait(false) ? await OfAsync(http).ConfigureAwait(false) : null;
        }
        catch (ApiException)
        {
            // Too many bad credentials from there, or nobody can tell now: the client asks again.
            return null;
        }
    }

    private async ValueTask<bool> MayAsync(HttpContext http, AuthorizationAttributes attributes) =>
        (await authorizer.AuthorizeAsync(attributes, http.RequestAborted).ConfigureAwait(false)).Allowed;
}
