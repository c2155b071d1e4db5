using System.Net;
using Fleet.Kubernetes.Api.Authentication;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Identity;

/// <summary>
/// Lets requests without credentials from this machine read, where the API listens on loopback. A browser is such a machine's program too: requests that
/// another site made it send, or that reach us by a name that is not this machine's (DNS rebinding), are nobody's. So are those a proxy on this machine passes
/// on: they come from anywhere.
/// </summary>
public sealed class LoopbackAuthenticator : IAuthenticator
{
    /// <summary>Members may read everything.</summary>
    public const string ReadersGroup = "fleetengine.io:loopback";

    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    private static readonly UserInfo Reader = new("fleet:loopback") { Groups = [ReadersGroup, UserInfo.AuthenticatedGroup] };

    public ValueTask<AuthenticationOutcome> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken) =>
        new(IsLocal(http) ? new AuthenticationOutcome(Reader, false) : AuthenticationOutcome.None);

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && http.Request.Headers.Authorization.Count == 0
        && IsLoopbackName(http.Request.Host.Host)
        && !Array.Exists(ProxyHeaders, http.Request.Headers.ContainsKey)
        && !IsForeignSite(http.Request.Headers);

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsForeignSite(IHeaderDictionary headers) =>
        headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        || (headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var site) && IsLoopbackName(site.Host)));
}
