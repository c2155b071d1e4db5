using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;

namespace Fleet.Inventory.Tests.Queries;

public sealed class WorkloadQueryPlanTests
{
    private static readonly Workload[] Fleet =
    [
        Rows.Row("web", labels: [("team", "pay")], health: HealthStatus.Degraded, reason: "CrashLoopBackOff", restarts: 12, message: "Back-off restarting failed container"),
        Rows.Row("api", labels: [("team", "pay")], restarts: 1, cpu: 500, image: "ghcr.io/acme/Payments:2.1"),
        Rows.Row("web", cluster: "prod-us", labels: [("team", "web")], health: HealthStatus.Progressing, restarts: 3),
        Rows.Row("db", cluster: "prod-us", namespaceName: "data", kind: "StatefulSet", cpu: 2000, changedAt: 1_767_366_245),
        Rows.Row("agent", cluster: "edge", namespaceName: "kube-system", kind: "DaemonSet", labels: [("team", "ops")]),
    ];

    [Theory]
    [InlineData("web", "prod-eu.deployment.web", "prod-us.deployment.web")]
    [InlineData("PROD-us", "prod-us.statefulset.db", "prod-us.deployment.web")]
    [InlineData("payments", "prod-eu.deployment.api")]
    [InlineData("crashloop", "prod-eu.deployment.web")]
    [InlineData("failed CONTAINER", "prod-eu.deployment.web")]
    [InlineData("failed payments")]
    [InlineData("kube-system", "edge.daemonset.agent")]
    public void Search_words_select_rows_that_hold_all_of_them(string search, params string[] names) =>
        Assert.Equal(names, Names(Run(new() { Search = search })));

    [Theory]
    [InlineData("größe")]
    [InlineData("GRÖSSE-fehlt ÜBERLAUF")]
    [InlineData("back\"slash")]
    public void Search_finds_words_beyond_ascii_and_escaped_ones_in_any_case(string search)
    {
        var row = Rows.Row("web", message: "Größe, grösse-fehlt: Überlauf, back\"slash " + new string('x', 5000));
        var plan = WorkloadQueryPlan.Compile(new() { Search = search });

        Assert.Equal(1, plan.Merge([plan.Execute(Rows.Shards([row]))]).Total);
        Assert.True(WorkloadFilter.Compile(null, "", "", WorkloadScope.Everything, search).Matches(row));
    }

    [Theory]
    [InlineData("status.health=Degraded", "prod-eu.deployment.web")]
    [InlineData("status.health!=Healthy,spec.ref.cluster=prod-us", "prod-us.deployment.web")]
    [InlineData("status.resources.requests.cpu=0.5", "prod-eu.deployment.api")]
    [InlineData("status.pods.restarts=3", "prod-us.deployment.web")]
    [InlineData("metadata.name=edge.daemonset.agent", "edge.daemonset.agent")]
    [InlineData("metadata.namespace=data", "prod-us.statefulset.db")]
    [InlineData("status.lastChange.time=2026-01-02T15:04:05Z", "prod-us.statefulset.db")]
    [InlineData("metadata.namespace=nowhere")]
    public void Field_selector_compares_by_value(string selector, params string[] names) =>
        Assert.Equal(names, Names(Run(new() { FieldSelector = selector })));

    [Fact]
    public void Namespace_and_a_contradicting_selector_match_nothing() =>
        Assert.Equal(0, Run(new() { Namespace = "shop", FieldSelector = "metadata.namespace=data" }).Total);

    [Theory]
    [InlineData("team=pay", "prod-eu.deployment.api", "prod-eu.deployment.web")]
    [InlineData("team in (ops,web)", "edge.daemonset.agent", "prod-us.deployment.web")]
    [InlineData("!team", "prod-us.statefulset.db")]
    [InlineData("fleetengine.io/cluster=edge", "edge.daemonset.agent")]
    public void Label_selector_selects_by_the_labels_of_the_document(string selector, params string[] names) =>
        Assert.Equal(names, Names(Run(new() { LabelSelector = selector })));

    [Fact]
    public void Sort_descending_with_a_limit_gives_the_top_rows()
    {
        var result = Run(new() { Sort = ["-status.pods.restarts"], Limit = 2 });

        Assert.Equal(["prod-eu.deployment.web", "prod-us.deployment.web"], Names(result));
        Assert.Equal(5, result.Total);
        Assert.NotNull(result.Continue);
    }

    [Fact]
    public void Sort_by_health_descending_puts_the_worst_first() =>
        Assert.Equal(HealthStatus.Degraded, Run(new() { Sort = ["-status.health"] }).Rows[0].Health);

    [Fact]
    public void Facets_count_all_rows_whatever_the_page()
    {
        var result = Run(new() { Facets = ["spec.ref.cluster", "labels.team", "status.pods.restarts"], FacetLimit = 2, Limit = 0 });

        Assert.Empty(result.Rows);
        Assert.Null(result.Continue);
        Assert.Equal([new("prod-eu", 2), new("prod-us", 2)], result.Facets[0].Values);
        Assert.Equal(1, result.Facets[0].Other);
        Assert.Equal(new("pay", 2), result.Facets[1].Values[0]);
        Assert.Equal(new("", 1), result.Facets[1].Values[1]);
        Assert.Equal(2, result.Facets[1].Other);
        Assert.Equal(new("0", 2), result.Facets[2].Values[0]);
    }

    [Fact]
    public void Scope_limits_rows_counts_and_facets()
    {
        var scope = new WorkloadScope([new(new HashSet<string> { "prod-eu" }, null), new(null, new HashSet<string> { "data" })]);

        var result = Run(new() { Scope = scope, Facets = ["spec.ref.cluster"] });

        Assert.Equal(3, result.Total);
        Assert.DoesNotContain(result.Rows, row => row.Key is { Cluster: "prod-us", Namespace: "shop" } or { Cluster: "edge" });
        Assert.Equal(3, result.Facets[0].Values.Sum(value => value.Value));
        Assert.Equal(0, Run(new() { Scope = WorkloadScope.Nothing }).Total);
    }

    [Fact]
    public void Labels_of_a_snapshot_that_changed_are_those_of_its_new_rows()
    {
        var plan = WorkloadQueryPlan.Compile(new() { LabelSelector = "team", Facets = ["labels.team"] });
        var before = Rows.Snapshot("prod-eu", 0, [Rows.Row("web", labels: [("team", "pay")])]);
        Assert.Equal(new("pay", 1), plan.Merge([plan.Execute([before])]).Facets[0].Values.Single());

        var after = before with { Rows = [Rows.Row("web", labels: [("team", "web")])] };

        Assert.Equal(new("web", 1), plan.Merge([plan.Execute([after])]).Facets[0].Values.Single());
        Assert.Equal(new("pay", 1), plan.Merge([plan.Execute([before])]).Facets[0].Values.Single());
    }

    [Fact]
    public void More_labels_than_are_kept_are_counted_all_the_same()
    {
        var snapshot = Rows.Snapshot("prod-eu", 0, [Rows.Row("web", labels: [.. Enumerable.Range(0, 40).Select(i => ($"l{i}", $"v{i}"))])]);
        for (var start = 0; start < 40; start += 20)
        {
            var plan = WorkloadQueryPlan.Compile(new() { Facets = [.. Enumerable.Range(start, 20).Select(i => $"labels.l{i}")] });

            Assert.Equal(Enumerable.Range(start, 20).Select(i => $"v{i}"), plan.Merge([plan.Execute([snapshot])]).Facets.Select(facet => facet.Values.Single().Key));
        }
    }

    [Fact]
    public void Labels_with_many_values_are_counted_exactly_by_queries_at_once()
    {
        var snapshot = Rows.Snapshot("prod-eu", 0, Enumerable.Range(0, 2000).Select(i => Rows.Row($"w{i}", labels: [("id", $"{i % 700}")])));
        var plan = WorkloadQueryPlan.Compile(new() { Facets = ["labels.id"], FacetLimit = 1000 });

        var results = new WorkloadQueryResult[8];
        Parallel.For(0, results.Length, i => results[i] = plan.Merge([plan.Execute([snapshot])]));

        Assert.All(results, result => Assert.Equal((700, 2000L), (result.Facets[0].Values.Count, result.Facets[0].Values.Sum(value => value.Value))));
    }

    [Fact]
    public void Stale_clusters_of_all_parts_are_named_once()
    {
        var plan = WorkloadQueryPlan.Compile(new());
        var part = plan.Execute([]);

        var result = plan.Merge([part with { StaleClusters = ["b", "a"] }, part with { StaleClusters = ["b"] }]);

        Assert.Equal(["a", "b"], result.StaleClusters);
    }

    private static IEnumerable<string> Names(WorkloadQueryResult result) => result.Rows.Select(row => row.ObjectName);

    private static WorkloadQueryResult Run(WorkloadQuery query)
    {
        var plan = WorkloadQueryPlan.Compile(query);
        return plan.Merge([plan.Execute(Rows.Shards(Fleet))]);
    }
}
