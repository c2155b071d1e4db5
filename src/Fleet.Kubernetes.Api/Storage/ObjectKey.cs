using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>Where an object lives in a store. <see cref="Namespace"/> is empty for cluster-scoped kinds.</summary>
/// <remarks>Ordered as etcd orders <c>resource/namespace/name</c> keys: bytewise, so that namespace <c>a-b</c> comes before <c>a</c>.</remarks>
public readonly record struct ObjectKey(GroupResource Resource, string Namespace, string Name)
{
    /// <summary>Order inside one resource.</summary>
    public static int Compare(string namespaceA, string nameA, string namespaceB, string nameB)
    {
        var order = CompareNamespaces(namespaceA, namespaceB);
        return order != 0 ? order : string.CompareOrdinal(nameA, nameB);
    }

    public override string ToString() => Namespace.Length == 0 ? $"{Resource}/{Name}" : $"{Resource}/{Namespace}/{Name}";

    private static int CompareNamespaces(string a, string b)
    {
        if (ReferenceEquals(a, b))
        {
            return 0;
        }

        var common = a.AsSpan().CommonPrefixLength(b);
        var left = common < a.Length ? a[common] : '/';
        var right = common < b.Length ? b[common] : '/';
        return common == a.Length && common == b.Length ? 0 : left - right;
    }
}
