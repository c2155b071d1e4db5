using System.Collections.Immutable;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Queries;

/// <summary>Finds places in the ordered rows of a snapshot.</summary>
internal static class SnapshotRange
{
    /// <summary>The rows a filter's namespace and name leave over: from the first index up to the second.</summary>
    public static (int Start, int End) Of(ShardSnapshot snapshot, WorkloadFilter filter)
    {
        var rows = snapshot.Rows;
        if (filter.Namespace is not { } namespaceName)
        {
            return (0, rows.Length);
        }

        if (filter.ObjectName is { } name)
        {
            var at = FirstAtOrAfter(rows, namespaceName, name, orEqual: true);
            return (at, FirstAtOrAfter(rows, namespaceName, name, orEqual: false));
        }

        // No name is empty, so the empty one is before all of a namespace.
        var start = FirstAtOrAfter(rows, namespaceName, "", orEqual: true);
        return (start, EndOfNamespace(rows, start, namespaceName));
    }

    /// <summary>The first row at (when wanted) or after a name.</summary>
    public static int FirstAtOrAfter(ImmutableArray<Workload> rows, string namespaceName, string name, bool orEqual)
    {
        var (low, high) = (0, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = ObjectOrder.Compare(rows[middle].Key.Namespace, rows[middle].ObjectName, namespaceName, name);
            if (order < 0 || (order == 0 && !orEqual))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>The first row from <paramref name="start"/> on that is in a later namespace.</summary>
    public static int EndOfNamespace(ImmutableArray<Workload> rows, int start, string namespaceName)
    {
        var (low, high) = (start, rows.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ObjectOrder.CompareNamespaces(rows[middle].Key.Namespace, namespaceName) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
