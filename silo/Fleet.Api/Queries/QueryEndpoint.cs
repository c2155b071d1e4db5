using Fleet.Api.Identity;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Microsoft.AspNetCore.Http;

namespace Fleet.Api.Queries;

/// <summary>
/// <c>GET|POST /query/workloads</c>: search, filter, sort, facets and a page of the whole fleet's workloads in one reply;
/// <c>GET /query/workloads/{namespace}/{objectName}</c> (<c>-</c> for no namespace): one with its objects and events. Both only show what the caller's
/// scope covers.
/// </summary>
public sealed class QueryEndpoint(IWorkloadReader reader, IAccessScopes scopes) : IPathHandler
{
    private const string Root = "/query/workloads";
    private const string NoNamespace = "-";

    public async ValueTask<bool> TryHandleAsync(HttpContext http, IResourceCatalog catalog, string path)
    {
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = path[Root.Length..].TrimEnd('/').Split('/');
        Document reply;
        if (parts is [""])
        {
            reply = await QueryAsync(http).ConfigureAwait(false);
        }
        else if (parts is ["", { Length: > 0 } namespaceName, { Length: > 0 } name])
        {
            reply = await DescribeAsync(http, namespaceName == NoNamespace ? "" : namespaceName, name).ConfigureAwait(false);
        }
        else
        {
            return false;
        }

        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(reply.ToUtf8(), http.RequestAborted).ConfigureAwait(false);
        return true;
    }

    private async Task<Document> QueryAsync(HttpContext http)
    {
        try
        {
            var query = http.Request.Method switch
            {
                "GET" => QueryParameters.Read(http.Request.Query),
                "POST" => await QueryBody.ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false),
                _ => throw StatusError.MethodNotAllowedPath(),
            };
            return QueryReply.Of(await reader.QueryAsync(query with { Scope = ScopeOf(http) }, http.RequestAborted).ConfigureAwait(false));
        }
        catch (WorkloadQueryException invalid)
        {
            throw new ApiException(400, "BadRequest", invalid.Message, new StatusDetails { Causes = [new("FieldValueInvalid", invalid.Reason, invalid.Field)] });
        }
    }

    private async Task<Document> DescribeAsync(HttpContext http, string namespaceName, string name)
    {
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            throw StatusError.MethodNotAllowedPath();
        }

        // What the scope hides is not told apart from what is not there.
        var row = await reader.FindAsync(namespaceName, name, http.RequestAborted).ConfigureAwait(false);
        var detail = row is not null && IsVisible(http, row) ? await reader.DescribeAsync(row.Key, http.RequestAborted).ConfigureAwait(false) : null;
        return detail is null ? throw StatusError.NotFound(FleetKinds.Workloads.GroupResource, name) : QueryReply.Of(detail);
    }

    private bool IsVisible(HttpContext http, Workload row) => ScopeOf(http).Allows(row.Key.Cluster, row.Key.Namespace);

    private WorkloadScope ScopeOf(HttpContext http)
    {
        var user = http.Features.Get<UserInfo>() ?? UserInfo.Anonymous;
        return user.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal) ? WorkloadScope.Everything : scopes.ScopeOf(user);
    }
}
