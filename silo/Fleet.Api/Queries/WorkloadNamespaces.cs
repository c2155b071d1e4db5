using Fleet.Api.Identity;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Api.Queries;

/// <summary>
/// <c>core/v1 Namespace</c>, read only: those of the workloads a user sees. One asked for by name is always there: kubectl looks for the namespace of what it did not find,
/// and a namespace the fleet has no workloads in is none that is missing.
/// </summary>
public sealed class WorkloadNamespaces(IWorkloadReader reader, IAccessScopes scopes) : IVirtualResource
{
    /// <summary>Sorts behind every name of an object.</summary>
    private const string BehindAll = "\uffff";

    /// <exception cref="ApiException">404: nothing can be called so.</exception>
    public ValueTask<Document> GetAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken) =>
        target.Name is { } name && NameRules.DnsLabel(name, false).Count == 0
            ? new(Namespace(name))
            : throw StatusError.NotFound(target.Resource.GroupResource, target.Name ?? "");

    /// <summary>From each namespace to the next: one row of each is read, however many it has.</summary>
    public async ValueTask<IReadOnlyList<Document>> ListAsync(ResourceService service, RequestContext context, ResourceTarget target, CancellationToken cancellationToken)
    {
        var isMaster = context.User.Groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal);
        var query = new WorkloadListQuery(null) { Limit = 1, Scope = isMaster ? WorkloadScope.Everything : scopes.ScopeOf(context.User) };
        var found = new List<Document>();
        while ((await reader.ListAsync(query, cancellationToken).ConfigureAwait(false)).Rows is [var row, ..])
        {
            if (row.Key.Namespace.Length > 0)
            {
                found.Add(Namespace(row.Key.Namespace));
            }

            query = query with { After = (row.Key.Namespace, BehindAll) };
        }

        return found;
    }

    public ValueTask<Document> CreateAsync(ResourceService service, RequestContext context, ResourceTarget target, Document body, CancellationToken cancellationToken) =>
        throw StatusError.MethodNotAllowed(target.Resource.GroupResource, "create");

    private static Document Namespace(string name) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "Namespace"),
        ("metadata", DocumentNode.Object(("name", name))),
        ("status", DocumentNode.Object(("phase", "Active")))).ToDocument();
}
