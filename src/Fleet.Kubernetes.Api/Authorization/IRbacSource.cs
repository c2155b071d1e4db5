using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Authorization;

/// <summary>Where RBAC objects are read from: the stored <c>rbac.authorization.k8s.io/v1</c> objects of one cluster, or any other source.</summary>
public interface IRbacSource
{
    /// <summary>All ClusterRoleBindings.</summary>
    ValueTask<IReadOnlyList<Document>> ClusterRoleBindingsAsync(CancellationToken cancellationToken);

    /// <summary>The RoleBindings of a namespace.</summary>
    ValueTask<IReadOnlyList<Document>> RoleBindingsAsync(string namespaceName, CancellationToken cancellationToken);

    ValueTask<Document?> FindClusterRoleAsync(string name, CancellationToken cancellationToken);

    ValueTask<Document?> FindRoleAsync(string namespaceName, string name, CancellationToken cancellationToken);
}
