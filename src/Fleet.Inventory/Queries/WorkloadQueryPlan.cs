using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Fleet.Inventory.Shards;

namespace Fleet.Inventory.Queries;

/// <summary>
/// A query compiled for execution. Scatter-gather: each holder of snapshots executes it over its own (<see cref="Execute"/>), one merges the partial
/// answers (<see cref="Merge"/>); how the rows were split does not show in the answer. Immutable and thread safe.
/// </summary>
public sealed class WorkloadQueryPlan
{
    /// <summary>Below so many rows another thread costs more than it saves.</summary>
    private const int RowsAThread = 16384;

    private readonly WorkloadFilter _filter;
    private readonly RowOrder _order;
    private readonly PagePosition? _after;
    private readonly Func<FacetCounter>[] _facets;

    private WorkloadQueryPlan(WorkloadQuery query)
    {
        Query = query;
        _filter = WorkloadFilter.Compile(query.Namespace, query.LabelSelector, query.FieldSelector, query.Scope, query.Search);
        _order = RowOrder.Compile(query.Sort);
        _after = query.Continue is { } token ? PagePosition.Decode(token, _order) : null;
        _facets = [.. query.Facets.Select(FacetCounter.Compile)];
    }

    public WorkloadQuery Query { get; }

    /// <summary>A page's rows and one more, which tells whether there is another page.</summary>
    private int Capacity => Query.Limit == 0 ? 0 : Query.Limit + 1;

    /// <exception cref="WorkloadQueryException">A member of the query is not valid; names it and what is accepted.</exception>
    public static WorkloadQueryPlan Compile(WorkloadQuery query)
    {
        Check("limit", query.Limit, 0, WorkloadQueryLimits.Rows);
        Check("facetLimit", query.FacetLimit, 1, WorkloadQueryLimits.FacetValues);
        if (query.Facets.Count > WorkloadQueryLimits.Facets)
        {
            throw new WorkloadQueryException("facets", string.Join(',', query.Facets), $"{query.Facets.Count} are asked for, at most {WorkloadQueryLimits.Facets} are accepted");
        }

        return new(query);
    }

    /// <summary>A cluster may hold rows that match: others need not be asked.</summary>
    public bool MayMatchCluster(string cluster) => _filter.MayMatchCluster(cluster);

    /// <summary>Answers for some snapshots, on the caller's thread and up to <paramref name="degree"/> − 1 of the pool.</summary>
    public PartialResult Execute(IReadOnlyList<ShardSnapshot> snapshots, int degree = 1)
    {
        var threads = degree <= 1 ? 1 : (int)Math.Clamp(snapshots.Sum(snapshot => (long)snapshot.Rows.Length) / RowsAThread, 1, degree);
        if (threads == 1)
        {
            var scan = NewScan();
            foreach (var snapshot in snapshots)
            {
                scan.Add(snapshot);
            }

            return scan.Result();
        }

        var partials = new ConcurrentBag<PartialResult>();
        Parallel.For(
            0,
            snapshots.Count,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            NewScan,
            (i, _, scan) =>
            {
                scan.Add(snapshots[i]);
                return scan;
            },
            scan => partials.Add(scan.Result()));
        return Combine([.. partials]);
    }

    /// <summary>One partial answer of several; associative and commutative.</summary>
    public PartialResult Combine(IReadOnlyList<PartialResult> partials)
    {
        if (partials.Count == 1)
        {
            return partials[0];
        }

        var top = new TopRows(Capacity, _order);
        foreach (var row in partials.SelectMany(partial => partial.Rows))
        {
            top.Offer(row);
        }

        return new(partials.Sum(partial => partial.Total), top.ToSorted(), [.. Enumerable.Range(0, _facets.Length).Select(i => Sum(partials, i))])
        {
            StaleClusters = [.. partials.SelectMany(partial => partial.StaleClusters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>The answer. Rows of partial answers that read at different moments are as each read them.</summary>
    public WorkloadQueryResult Merge(IReadOnlyList<PartialResult> partials)
    {
        var whole = Combine(partials);
        var rows = whole.Rows.Take(Query.Limit).ToArray();
        return new(
            whole.Total,
            rows,
            [.. whole.Facets.Select((counts, i) => Facet(Query.Facets[i], counts))],
            whole.Rows.Count > rows.Length ? _order.PositionOf(rows[^1]).Encode(_order) : null,
            whole.StaleClusters);
    }

    private ShardScan NewScan() => new(_filter, _order, _after, Capacity, _facets);

    private static Dictionary<string, long> Sum(IReadOnlyList<PartialResult> partials, int facet)
    {
        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (value, count) in partials.SelectMany(partial => partial.Facets[facet]))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sums, value, out _) += count;
        }

        return sums;
    }

    private FacetCounts Facet(string name, IReadOnlyDictionary<string, long> counts)
    {
        var values = counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(Query.FacetLimit).ToArray();
        return new(name, values, counts.Values.Sum() - values.Sum(entry => entry.Value));
    }

    private static void Check(string field, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new WorkloadQueryException(field, $"{value}", $"{least} to {most} are accepted");
        }
    }
}
