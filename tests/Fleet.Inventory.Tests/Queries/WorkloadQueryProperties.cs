using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Selectors;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Inventory.Tests.Queries;

/// <summary>Scatter-gather gives what one naive pass over all rows gives, however the rows were split and the parts merged.</summary>
public sealed class WorkloadQueryProperties
{
    private static readonly string[] SortFields = ["status.health", "status.pods.restarts", "metadata.namespace", "spec.ref.kind", "status.reason", "metadata.name"];
    private static readonly string[] FacetNames = ["spec.ref.cluster", "labels.team", "labels.none", "status.health", "status.pods.restarts"];
    private static readonly string[] Selectors = ["", "", "team=a", "team!=a", "team in (a,b)", "!team"];
    private static readonly string[] FieldSelectors = ["", "", "status.health=Degraded", "metadata.namespace=a-b", "spec.ref.cluster!=c1", "metadata.name=c1.deployment.w3"];
    private static readonly string[] Searches = ["", "", "w1", "deploy c2", "oops"];

    [Property(MaxTest = 300)]
    public void Any_split_and_merge_equals_the_naive_evaluation(int seed)
    {
        var random = new Random(seed);
        var rows = RandomRows(random);
        var query = RandomQuery(random);
        var plan = WorkloadQueryPlan.Compile(query);
        var partials = Split(random, Rows.Shards(rows, random.Next(1, 5))).Select(part => plan.Execute(part)).ToList();

        // Merge some of the parts first, in any order.
        var order = partials.OrderBy(_ => random.Next()).ToList();
        var cut = random.Next(order.Count + 1);
        var result = plan.Merge([plan.Combine([.. order.Take(cut)]), .. order.Skip(cut)]);

        var expected = Matching(rows, query);
        Assert.Equal(expected.Count, result.Total);
        Assert.Equal(expected.Take(query.Limit).Select(Id), result.Rows.Select(Id));
        Assert.Equal(query.Limit > 0 && expected.Count > query.Limit, result.Continue is not null);
        for (var i = 0; i < query.Facets.Count; i++)
        {
            AssertFacet(query.Facets[i], expected, result.Facets[i], query.FacetLimit);
        }
    }

    [Property(MaxTest = 100)]
    public void Pages_together_are_the_whole_and_rows_that_stay_are_seen_exactly_once_under_change(int seed)
    {
        var random = new Random(seed);
        var rows = RandomRows(random);
        var query = RandomQuery(random) with { Limit = random.Next(1, 7), Facets = [] };
        var staying = rows.Where(_ => random.Next(3) > 0).ToList();
        var seen = new List<string>();
        var continued = query;
        for (var page = 0; ; page++)
        {
            var plan = WorkloadQueryPlan.Compile(continued);
            var current = page == 0 ? rows : random.Next(2) == 0 ? staying : rows;
            var result = plan.Merge([plan.Execute(Rows.Shards(current))]);
            seen.AddRange(result.Rows.Select(Id));
            if (result.Continue is null)
            {
                break;
            }

            continued = query with { Continue = result.Continue };
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(Matching(staying, query).Select(Id).Except(seen));
    }

    [Property(MaxTest = 200)]
    public void List_pages_equal_the_ordered_rows_that_match(int seed)
    {
        var random = new Random(seed);
        var rows = RandomRows(random);
        var filter = RandomQuery(random);
        var query = new WorkloadListQuery(filter.Namespace)
        {
            LabelSelector = filter.LabelSelector,
            FieldSelector = filter.FieldSelector,
            Scope = filter.Scope,
            Limit = random.Next(0, 6),
        };
        var shards = Rows.Shards(rows, random.Next(1, 5));
        var seen = new List<string>();
        for (var hasMore = true; hasMore;)
        {
            var page = WorkloadListing.Read(shards, query);
            seen.AddRange(page.Rows.Select(Id));
            hasMore = page.HasMore;
            query = query with { After = page.Rows is [.., var last] ? (last.Key.Namespace, last.ObjectName) : null };
        }

        Assert.Equal(Matching(rows, filter with { Sort = [], Search = "" }).Select(Id), seen);
    }

    [Fact]
    public void Execution_on_several_threads_equals_that_on_one()
    {
        var random = new Random(7);
        var rows = Enumerable.Range(0, 60_000).Select(i => Rows.Row($"w{i}", cluster: $"c{i % 40}", restarts: random.Next(50))).ToList();
        var shards = Rows.Shards(rows);
        var plan = WorkloadQueryPlan.Compile(new() { Sort = ["-status.pods.restarts"], Facets = ["spec.ref.cluster"], Limit = 50 });

        var one = plan.Merge([plan.Execute(shards)]);
        var several = plan.Merge([plan.Execute(shards, degree: 4)]);

        Assert.Equal(one.Rows, several.Rows);
        Assert.Equal(one.Total, several.Total);
        Assert.Equal(one.Facets[0].Values, several.Facets[0].Values);
    }

    [Property]
    public void Continue_of_any_text_is_refused_or_a_position(NonNull<string> token)
    {
        try
        {
            WorkloadQueryPlan.Compile(new() { Continue = token.Get });
        }
        catch (WorkloadQueryException refused)
        {
            Assert.Equal("continue", refused.Field);
        }
    }

    private static string Id(Workload row) => $"{row.Key.Namespace}/{row.ObjectName}";

    private static List<Workload> RandomRows(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(60)).Select(_ => Rows.Row(
            $"w{random.Next(12)}",
            cluster: $"c{random.Next(4)}",
            namespaceName: new[] { "a", "a-b", "b", "" }[random.Next(4)],
            kind: random.Next(2) == 0 ? "Deployment" : "StatefulSet",
            health: (HealthStatus)random.Next(6),
            reason: new[] { "", "Oops", "Waiting" }[random.Next(3)],
            restarts: random.Next(4),
            labels: random.Next(3) == 0 ? [] : [("team", new[] { "a", "b", "c" }[random.Next(3)])])).DistinctBy(Id),
    ];

    private static WorkloadQuery RandomQuery(Random random) => new()
    {
        Namespace = random.Next(4) == 0 ? "a" : null,
        Search = Pick(random, Searches),
        LabelSelector = Pick(random, Selectors),
        FieldSelector = Pick(random, FieldSelectors),
        Sort = [.. Enumerable.Range(0, random.Next(3)).Select(_ => (random.Next(2) == 0 ? "-" : "") + Pick(random, SortFields))],
        Facets = [.. FacetNames.Where(_ => random.Next(2) == 0)],
        FacetLimit = random.Next(1, 4),
        Limit = random.Next(0, 20),
        Scope = random.Next(3) switch
        {
            0 => new([new(new HashSet<string> { "c1", "c2" }, null), new(null, new HashSet<string> { "b" })]),
            1 => new([new(new HashSet<string> { "c0", "c3" }, new HashSet<string> { "a", "a-b" })]),
            _ => WorkloadScope.Everything,
        },
    };

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private static IEnumerable<List<ShardSnapshot>> Split(Random random, IReadOnlyList<ShardSnapshot> shards)
    {
        var parts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => new List<ShardSnapshot>()).ToList();
        foreach (var shard in shards)
        {
            parts[random.Next(parts.Count)].Add(shard);
        }

        return parts;
    }

    private static List<Workload> Matching(IEnumerable<Workload> rows, WorkloadQuery query)
    {
        var labels = LabelSelector.Parse(query.LabelSelector);
        var fields = FieldSelector.Parse(query.FieldSelector);
        var words = query.Search.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ordered = Rows.InApiOrder(rows.Where(row =>
            (query.Namespace is null || row.Key.Namespace == query.Namespace)
            && labels.Matches(row.Document["metadata"]["labels"])
            && fields.Matches(name => WorkloadFields.Find(name)!.Text(row))
            && query.Scope.Allows(row.Key.Cluster, row.Key.Namespace)
            && words.All(word => $"{row.ObjectName} {row.Key.Namespace} {row.Reason} registry.example/app:1".Contains(word, StringComparison.OrdinalIgnoreCase))));
        foreach (var sort in query.Sort.Reverse())
        {
            var field = WorkloadFields.Find(sort.TrimStart('-'))!;
            var compare = Comparer<Workload>.Create((a, b) => field.Number is { } number ? number(a).CompareTo(number(b)) : string.CompareOrdinal(field.Text(a), field.Text(b)));
            ordered = sort.StartsWith('-') ? ordered.OrderDescending(compare) : ordered.Order(compare);
        }

        return [.. ordered];
    }

    private static void AssertFacet(string name, List<Workload> rows, FacetCounts facet, int limit)
    {
        var expected = rows
            .GroupBy(row => name.StartsWith("labels.", StringComparison.Ordinal) ? row.Document["metadata"]["labels"][name[7..]].AsString("") : WorkloadFields.Find(name)!.Text(row))
            .Select(group => KeyValuePair.Create(group.Key, (long)group.Count()))
            .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal)
            .Take(limit).ToList();
        Assert.Equal(name, facet.Field);
        Assert.Equal(expected, facet.Values);
        Assert.Equal(rows.Count - expected.Sum(entry => entry.Value), facet.Other);
    }
}
