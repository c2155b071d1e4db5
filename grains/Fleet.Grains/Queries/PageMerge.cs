using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Queries;

/// <summary>Makes one page of the pages of several holders of rows.</summary>
internal static class PageMerge
{
    /// <summary>The first rows of all; each page holds as many as the limit allows, so no row before the cut is missing.</summary>
    /// <param name="pages">Each in the API's order; no row is in two of them.</param>
    /// <param name="limit">0 for all.</param>
    public static WorkloadPage Merge(IReadOnlyList<WorkloadPage> pages, int limit)
    {
        if (pages.Count == 1)
        {
            return pages[0];
        }

        var heads = new PriorityQueue<(IReadOnlyList<Workload> Rows, int Index), Workload>(Comparer<Workload>.Create(WorkloadOrder.Compare));
        foreach (var page in pages.Where(page => page.Rows.Count > 0))
        {
            heads.Enqueue((page.Rows, 0), page.Rows[0]);
        }

        var rows = new List<Workload>(limit);
        while (heads.Count > 0 && (limit == 0 || rows.Count < limit))
        {
            var (from, index) = heads.Peek();
            rows.Add(from[index]);
            if (index + 1 < from.Count)
            {
                heads.DequeueEnqueue((from, index + 1), from[index + 1]);
            }
            else
            {
                heads.Dequeue();
            }
        }

        return new(rows, heads.Count > 0 || pages.Any(page => page.HasMore));
    }
}
