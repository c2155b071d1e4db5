using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>Reads stretches of the API's list of workloads out of many ordered snapshots: a k-way merge that starts where the page before ended.</summary>
public static class WorkloadListing
{
    /// <exception cref="WorkloadQueryException">A selector is not valid.</exception>
    public static WorkloadPage Read(IReadOnlyList<ShardSnapshot> snapshots, WorkloadListQuery query)
    {
        var filter = WorkloadFilter.Compile(query.Namespace, query.LabelSelector, query.FieldSelector, query.Scope);
        var heads = new PriorityQueue<SnapshotCursor, Workload>(Comparer<Workload>.Create(WorkloadOrder.Compare));
        foreach (var snapshot in snapshots)
        {
            if (filter.MayMatchCluster(snapshot.Cluster) && new SnapshotCursor(snapshot, filter, query.After) is var cursor && cursor.MoveNext())
            {
                heads.Enqueue(cursor, cursor.Current);
            }
        }

        var rows = new List<Workload>(query.Limit);
        while (heads.TryPeek(out var cursor, out var row))
        {
            if (query.Limit > 0 && rows.Count == query.Limit)
            {
                return new(rows, HasMore: true);
            }

            rows.Add(row);
            if (cursor.MoveNext())
            {
                heads.DequeueEnqueue(cursor, cursor.Current);
            }
            else
            {
                heads.Dequeue();
            }
        }

        return new(rows, HasMore: false);
    }
}
