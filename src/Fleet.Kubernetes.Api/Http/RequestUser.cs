using Fleet.Kubernetes.Api.Authentication;
using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>The user a request is answered for, after impersonation: for handlers of paths that are no resources and must show each user its part.</summary>
public static class RequestUser
{
    private static readonly object Item = new();

    /// <summary>Null before the request has been authenticated.</summary>
    public static UserInfo? Of(HttpContext http) => http.Items[Item] as UserInfo;

    internal static void Set(HttpContext http, UserInfo user) => http.Items[Item] = user;
}
