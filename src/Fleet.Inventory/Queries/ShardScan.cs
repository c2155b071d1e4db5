using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>One worker's share of a query: goes through snapshots, counts, and keeps the first rows. Not thread safe.</summary>
internal sealed class ShardScan(WorkloadFilter filter, RowOrder order, PagePosition? after, int capacity, IEnumerable<Func<FacetCounter>> facets)
{
    private readonly FacetCounter[] _facets = [.. facets.Select(make => make())];
    private readonly TopRows _top = new(capacity, order);
    private long _total;

    public void Add(ShardSnapshot snapshot)
    {
        if (!filter.MayMatchCluster(snapshot.Cluster))
        {
            return;
        }

        var (start, end) = SnapshotRange.Of(snapshot, filter);
        var index = snapshot.Index;
        var columns = filter.ColumnsOf(index);
        foreach (var facet in _facets)
        {
            facet.Start(index);
        }

        var wantsRows = capacity > 0;
        var namespaceName = (string?)null;
        var isAllowed = true;
        for (var i = start; i < end; i++)
        {
            var row = snapshot.Rows[i];

            // Rows are ordered by namespace: the scope is asked once for each.
            if (!ReferenceEquals(row.Key.Namespace, namespaceName))
            {
                namespaceName = row.Key.Namespace;
                isAllowed = filter.Allows(snapshot.Cluster, namespaceName);
            }

            if (!isAllowed || !filter.MatchesRow(row, i, index, columns))
            {
                continue;
            }

            _total++;
            foreach (var facet in _facets)
            {
                facet.Count(row, i);
            }

            // In the snapshot's own order nothing after a row that is too late can be early enough.
            wantsRows = wantsRows && (Offer(row) || !order.IsNatural);
        }

        foreach (var facet in _facets)
        {
            facet.Finish();
        }
    }

    public PartialResult Result() => new(_total, _top.ToSorted(), [.. _facets.Select(facet => facet.Result())]);

    /// <summary>False when the row is after the last that is wanted.</summary>
    private bool Offer(Workload row) => (after is not null && order.Compare(row, after) <= 0) || _top.Offer(row);
}
