using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Queries;

/// <summary>The order of a query's rows: its sort terms, ties in the API's order.</summary>
internal sealed class RowOrder : IComparer<Workload>
{
    private readonly SortTerm[] _terms;

    private RowOrder(SortTerm[] terms) => _terms = terms;

    public IReadOnlyList<SortTerm> Terms => _terms;

    /// <summary>It is the API's order, which snapshots have already.</summary>
    public bool IsNatural => _terms.Length == 0;

    /// <exception cref="WorkloadQueryException">Too many terms, an unknown field.</exception>
    public static RowOrder Compile(IReadOnlyList<string> sort) => sort.Count <= WorkloadQueryLimits.SortTerms
        ? new([.. sort.Select(SortTerm.Parse)])
        : throw new WorkloadQueryException("sort", string.Join(',', sort), $"it has {sort.Count} terms, at most {WorkloadQueryLimits.SortTerms} are accepted");

    public int Compare(Workload? x, Workload? y)
    {
        foreach (var term in _terms)
        {
            var order = term.Field.Number is { } number
                ? number(x!).CompareTo(number(y!))
                : string.CompareOrdinal(term.Field.Text(x!), term.Field.Text(y!));
            if (order != 0)
            {
                return term.IsDescending ? -order : order;
            }
        }

        return WorkloadOrder.Compare(x!, y!);
    }

    /// <summary>Where a row is, seen from a position.</summary>
    public int Compare(Workload row, PagePosition position)
    {
        for (var i = 0; i < _terms.Length; i++)
        {
            var field = _terms[i].Field;
            var value = position.Values[i];
            var order = field.Number is { } number ? number(row).CompareTo(value.Number) : string.CompareOrdinal(field.Text(row), value.Text);
            if (order != 0)
            {
                return _terms[i].IsDescending ? -order : order;
            }
        }

        return ObjectOrder.Compare(row.Key.Namespace, row.ObjectName, position.Namespace, position.Name);
    }

    public PagePosition PositionOf(Workload row) => new(
        [.. _terms.Select(term => term.Field.Number is { } number ? new SortValue(number(row), "") : new SortValue(0, term.Field.Text(row)))],
        row.Key.Namespace,
        row.ObjectName);

    public override string ToString() => string.Join(',', (IEnumerable<SortTerm>)_terms);
}
