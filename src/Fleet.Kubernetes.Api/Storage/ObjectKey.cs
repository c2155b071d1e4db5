using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>Where an object lives in a store. <see cref="Namespace"/> is empty for cluster-scoped kinds.</summary>
/// <remarks>Ordered as <see cref="ObjectOrder"/> says.</remarks>
public readonly record struct ObjectKey(GroupResource Resource, string Namespace, string Name)
{
    /// <inheritdoc cref="ObjectOrder.Compare"/>
    public static int Compare(string namespaceA, string nameA, string namespaceB, string nameB) => ObjectOrder.Compare(namespaceA, nameA, namespaceB, nameB);

    public override string ToString() => Namespace.Length == 0 ? $"{Resource}/{Name}" : $"{Resource}/{Namespace}/{Name}";
}
