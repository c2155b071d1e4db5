using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>RBAC objects of a store. Nothing is cached: a change counts from the next request on.</summary>
public sealed class StoreRbacSource(IResourceStore store) : IRbacSource
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly GroupResource ClusterRoleBindings = new(Group, "clusterrolebindings");
    private static readonly GroupResource RoleBindings = new(Group, "rolebindings");
    private static readonly GroupResource ClusterRoles = new(Group, "clusterroles");
    private static readonly GroupResource Roles = new(Group, "roles");

    public ValueTask<IReadOnlyList<Document>> ClusterRoleBindingsAsync(CancellationToken cancellationToken) => ListAsync(ClusterRoleBindings, null, cancellationToken);

    public ValueTask<IReadOnlyList<Document>> RoleBindingsAsync(string namespaceName, CancellationToken cancellationToken) =>
        ListAsync(RoleBindings, namespaceName, cancellationToken);

    public ValueTask<Document?> FindClusterRoleAsync(string name, CancellationToken cancellationToken) => FindAsync(new ObjectKey(ClusterRoles, "", name), cancellationToken);

    public ValueTask<Document?> FindRoleAsync(string namespaceName, string name, CancellationToken cancellationToken) =>
        FindAsync(new ObjectKey(Roles, namespaceName, name), cancellationToken);

    private async ValueTask<IReadOnlyList<Document>> ListAsync(GroupResource resource, string? namespaceName, CancellationToken cancellationToken)
    {
        var page = await store.ListAsync(new StoreListQuery(resource, namespaceName), cancellationToken).ConfigureAwait(false);
        return [.. page.Objects.Select(stored => stored.Document)];
    }

    private async ValueTask<Document?> FindAsync(ObjectKey key, CancellationToken cancellationToken) =>
        (await store.GetAsync(key, cancellationToken).ConfigureAwait(false))?.Document;
}
