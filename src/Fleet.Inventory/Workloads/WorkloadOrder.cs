namespace Fleet.Inventory.Workloads;

/// <summary>The order of the API's lists: by namespace, a <c>/</c> after it, then object name, all ordinal (as <c>ObjectKey.Compare</c> has it).</summary>
public static class WorkloadOrder
{
    public static int Compare(Workload a, Workload b) => Compare(a.Key.Namespace, a.ObjectName, b.Key.Namespace, b.ObjectName);

    public static int Compare(string namespaceA, string nameA, string namespaceB, string nameB)
    {
        var order = CompareNamespaces(namespaceA, namespaceB);
        return order != 0 ? order : string.CompareOrdinal(nameA, nameB);
    }

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
