using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>Steps through the rows of one snapshot that a filter lets through.</summary>
internal sealed class SnapshotCursor
{
    private readonly ShardSnapshot _snapshot;
    private readonly WorkloadFilter _filter;
    private readonly int _end;
    private int _next;

    public SnapshotCursor(ShardSnapshot snapshot, WorkloadFilter filter, (string Namespace, string Name)? after)
    {
        _snapshot = snapshot;
        _filter = filter;
        (_next, _end) = SnapshotRange.Of(snapshot, filter);
        if (after is var (namespaceName, name))
        {
            _next = Math.Max(_next, SnapshotRange.FirstAtOrAfter(snapshot.Rows, namespaceName, name, orEqual: false));
        }
    }

    public Workload Current { get; private set; } = null!;

    public bool MoveNext()
    {
        while (_next < _end)
        {
            var row = _snapshot.Rows[_next++];
            if (!_filter.Allows(_snapshot.Cluster, row.Key.Namespace))
            {
                _next = SnapshotRange.EndOfNamespace(_snapshot.Rows, _next, row.Key.Namespace);
            }
            else if (_filter.MatchesRow(row))
            {
                Current = row;
                return true;
            }
        }

        return false;
    }
}
