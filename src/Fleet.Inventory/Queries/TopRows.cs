using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Queries;

/// <summary>The first rows of an order among those offered: a bounded heap whose root is the last that is still in. Not thread safe.</summary>
internal sealed class TopRows(int capacity, RowOrder order)
{
    private readonly Workload[] _heap = new Workload[Math.Min(capacity, WorkloadQueryLimits.Rows + 1)];
    private int _count;

    /// <summary>Takes a row in when it belongs there; false when it, and so every later one, does not.</summary>
    public bool Offer(Workload row)
    {
        if (_count < _heap.Length)
        {
            _heap[_count] = row;
            SiftUp(_count++);
            return true;
        }

        if (_heap.Length == 0 || order.Compare(row, _heap[0]) >= 0)
        {
            return false;
        }

        _heap[0] = row;
        SiftDown(0);
        return true;
    }

    /// <summary>In order.</summary>
    public Workload[] ToSorted()
    {
        var rows = _heap[.._count];
        Array.Sort(rows, order);
        return rows;
    }

    private void SiftUp(int child)
    {
        while (child > 0)
        {
            var parent = (child - 1) / 2;
            if (order.Compare(_heap[child], _heap[parent]) <= 0)
            {
                return;
            }

            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            child = parent;
        }
    }

    private void SiftDown(int parent)
    {
        while (true)
        {
            var child = (2 * parent) + 1;
            if (child >= _count)
            {
                return;
            }

            if (child + 1 < _count && order.Compare(_heap[child + 1], _heap[child]) > 0)
            {
                child++;
            }

            if (order.Compare(_heap[child], _heap[parent]) <= 0)
            {
                return;
            }

            (_heap[child], _heap[parent]) = (_heap[parent], _heap[child]);
            parent = child;
        }
    }
}
