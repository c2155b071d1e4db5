namespace Fleet.Kubernetes.Resources;

/// <summary>The order of the objects of one resource in lists: as etcd orders <c>namespace/name</c> keys, bytewise, so that namespace <c>a-b</c> comes before <c>a</c>.</summary>
public static class ObjectOrder
{
    public static int Compare(string namespaceA, string nameA, string namespaceB, string nameB)
    {
        var order = CompareNamespaces(namespaceA, namespaceB);
        return order != 0 ? order : string.CompareOrdinal(nameA, nameB);
    }

    /// <summary>As <see cref="Compare"/> orders namespaces.</summary>
    public static int CompareNamespaces(string a, string b)
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
