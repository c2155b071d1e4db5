using Microsoft.AspNetCore.Http;

namespace Fleet.Kubernetes.Api.Http;

/// <summary>Reads <see cref="RequestInfo"/> from a path like <c>/apis/apps/v1/namespaces/default/deployments/web/scale</c>.</summary>
internal static class RequestInfoParser
{
    /// <param name="method">The HTTP method, upper case.</param>
    /// <param name="path">The path below the API's root, unescaped.</param>
    public static RequestInfo Parse(string method, string path, IQueryCollection query)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var info = segments switch
        {
            ["api", var version, _, ..] => new RequestInfo { Path = path, Verb = "", Version = version, Rest = segments[2..] },
            ["apis", var group, var version, _, ..] => new RequestInfo { Path = path, Verb = "", Group = group, Version = version, Rest = segments[3..] },
            _ => null,
        };
        return info is null
            ? new RequestInfo { Path = path.Length == 0 ? "/" : path, Verb = method.ToLowerInvariant() }
            : WithVerb(WithResource(info with { IsResourceRequest = true }), method, query);
    }

    private static RequestInfo WithResource(RequestInfo info)
    {
        IReadOnlyList<string> rest = info.Rest;
        var watches = rest[0] == "watch" && rest.Count > 1;
        if (watches)
        {
            info = info with { Verb = "watch" };
            rest = [.. rest.Skip(1)];
        }

        if (rest[0] == "namespaces" && rest.Count > 1)
        {
            info = info with { Namespace = rest[1] };
            if (rest.Count > 2 && !(info.Group.Length == 0 && rest.Count == 3 && rest[2] is "status" or "finalize"))
            {
                rest = [.. rest.Skip(2)];
            }
        }

        return info with
        {
            Resource = rest[0],
            Name = rest.Count > 1 ? rest[1] : "",
            Subresource = rest.Count > 2 ? rest[2] : "",
            Rest = [.. rest.Skip(3)],
        };
    }

    private static RequestInfo WithVerb(RequestInfo info, string method, IQueryCollection query)
    {
        var named = info.Name.Length > 0;
        var verb = method switch
        {
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => named ? "delete" : "deletecollection",
            "GET" or "HEAD" when info.Verb == "watch" || (info.Subresource.Length == 0 && QueryOptions.IsTrue(query, "watch")) => "watch",
            "GET" or "HEAD" => named ? "get" : "list",
            _ => method.ToLowerInvariant(),
        };
        return info with { Verb = verb };
    }
}
