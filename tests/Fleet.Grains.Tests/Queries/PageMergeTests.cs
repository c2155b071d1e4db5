using Fleet.Grains.Queries;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using FsCheck.Xunit;

namespace Fleet.Grains.Tests.Queries;

/// <summary>Pages of several silos make the page one silo with all rows would give.</summary>
public sealed class PageMergeTests
{
    [Property(MaxTest = 200)]
    public bool Merge_any_split_gives_the_page_of_the_whole(byte[] homes, byte limit)
    {
        var rows = homes.Select((home, i) => (Home: home % 3, Row: Row($"ns{i % 2}", $"r{i:000}"))).OrderBy(item => item.Row, Comparer<Workload>.Create(WorkloadOrder.Compare)).ToArray();
        var size = limit % 8;
        var pages = Enumerable.Range(0, 3).Select(home => Page(rows.Where(item => item.Home == home).Select(item => item.Row), size)).ToArray();

        var merged = PageMerge.Merge(pages, size);

        var whole = Page(rows.Select(item => item.Row), size);
        return merged.HasMore == whole.HasMore && merged.Rows.SequenceEqual(whole.Rows);
    }

    private static WorkloadPage Page(IEnumerable<Workload> rows, int limit)
    {
        var all = rows.ToArray();
        return limit == 0 || all.Length <= limit ? new(all, HasMore: false) : new(all[..limit], HasMore: true);
    }

    private static Workload Row(string space, string name) => new(new("c", "apps", "Deployment", space, name), Document.EmptyObject) { ObjectName = name };
}
