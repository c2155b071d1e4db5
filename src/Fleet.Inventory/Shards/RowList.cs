using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Shards;

/// <summary>Sorted rows; a change makes a new array, so that readers of the old one are never disturbed.</summary>
internal static class RowList
{
    public static ImmutableArray<Workload> Sort(IEnumerable<Workload> rows)
    {
        var array = rows.ToArray();
        Array.Sort(array, WorkloadOrder.Compare);
        return ImmutableCollectionsMarshal.AsImmutableArray(array);
    }

    /// <summary>The rows with these changes made, each of another row.</summary>
    public static ImmutableArray<Workload> With(ImmutableArray<Workload> rows, List<WorkloadChange> changes)
    {
        if (changes.Count == 0)
        {
            return rows;
        }

        changes.Sort((a, b) => WorkloadOrder.Compare(a.Row, b.Row));
        return Replaced(rows, changes) ?? Merged(rows, changes);
    }

    public static int Find(ImmutableArray<Workload> rows, Workload row) => rows.AsSpan().BinarySearch(row, Comparer<Workload>.Create(WorkloadOrder.Compare));

    /// <summary>The usual case: rows change and none comes or goes.</summary>
    private static ImmutableArray<Workload>? Replaced(ImmutableArray<Workload> rows, List<WorkloadChange> changes)
    {
        if (changes.Exists(change => change.Before is null || change.After is null))
        {
            return null;
        }

        var array = rows.ToArray();
        foreach (var change in changes)
        {
            var at = Find(rows, change.Row);
            if (at < 0)
            {
                return null;
            }

            array[at] = change.After!;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(array);
    }

    private static ImmutableArray<Workload> Merged(ImmutableArray<Workload> rows, List<WorkloadChange> changes)
    {
        var merged = ImmutableArray.CreateBuilder<Workload>(rows.Length + changes.Count);
        var next = 0;
        foreach (var row in rows)
        {
            for (; next < changes.Count && WorkloadOrder.Compare(changes[next].Row, row) < 0; next++)
            {
                Add(merged, changes[next]);
            }

            if (next < changes.Count && WorkloadOrder.Compare(changes[next].Row, row) == 0)
            {
                Add(merged, changes[next++]);
            }
            else
            {
                merged.Add(row);
            }
        }

        for (; next < changes.Count; next++)
        {
            Add(merged, changes[next]);
        }

        return merged.DrainToImmutable();
    }

    private static void Add(ImmutableArray<Workload>.Builder rows, WorkloadChange change)
    {
        if (change.After is { } after)
        {
            rows.Add(after);
        }
    }
}
