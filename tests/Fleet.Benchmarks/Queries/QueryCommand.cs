using System.Diagnostics;
using System.Globalization;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Kubernetes.Documents;

namespace Fleet.Benchmarks.Queries;

/// <summary><c>queries [--shards 1000] [--rows 100] [--runs 100]</c>: milliseconds of fleet-wide queries over shard snapshots, compile to merged answer, as one JSON object.</summary>
internal static class QueryCommand
{
    private static readonly (string Name, WorkloadQuery Query)[] Queries =
    [
        ("filter_sort_3facets_page", new()
        {
            FieldSelector = "status.health!=Healthy",
            Sort = ["-status.pods.restarts"],
            Facets = ["spec.ref.cluster", "status.reason", "labels.team"],
        }),
        ("sort_3facets_page_all_rows", new() { Sort = ["-status.resources.requests.memory", "spec.ref.name"], Facets = ["spec.ref.cluster", "status.health", "labels.team"] }),
        ("label_selector_sort_3facets_page", new() { LabelSelector = "team=payments", Sort = ["-status.pods.restarts"], Facets = ["spec.ref.cluster", "status.health", "labels.tier"] }),
        ("search_one_word_page", new() { Search = "payments-service-042" }),
        ("search_no_hit", new() { Search = "nowhere to be found" }),
        ("counts_by_health", new() { Limit = 0, Facets = ["status.health"] }),
    ];

    public static int Run(string[] args)
    {
        var snapshots = QueryFleet.Build(Option(args, "--shards", 1000), Option(args, "--rows", 100));
        var runs = Option(args, "--runs", 100);
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("benchmark").String("queries").Name("rows").Number(snapshots.Sum(snapshot => snapshot.Rows.Length));
        foreach (var (name, query) in Queries)
        {
            Measure(builder, name, runs, () => Answer(query, snapshots, degree: 1));
        }

        Measure(builder, "sort_3facets_page_all_rows_after_every_shard_changed", Math.Min(runs, 20), () => Answer(Queries[1].Query, Changed(snapshots), degree: 1));
        Measure(builder, "search_no_hit_after_every_shard_changed", Math.Min(runs, 20), () => Answer(Queries[4].Query, Changed(snapshots), degree: 1));
        Measure(builder, $"sort_3facets_page_all_rows_degree_{Environment.ProcessorCount}", runs, () => Answer(Queries[1].Query, snapshots, Environment.ProcessorCount));
        Measure(builder, "list_page_500", runs, () => WorkloadListing.Read(snapshots, new(null) { Limit = 500, After = ("team-platform", "") }));
        Measure(builder, "list_all", Math.Min(runs, 20), () => WorkloadListing.Read(snapshots, new(null)));
        Console.WriteLine(builder.EndObject().Build());
        return 0;
    }

    private static WorkloadQueryResult Answer(WorkloadQuery query, ShardSnapshot[] snapshots, int degree)
    {
        var plan = WorkloadQueryPlan.Compile(query);
        return plan.Merge([plan.Execute(snapshots, degree)]);
    }

    /// <summary>New snapshots of the same rows: nothing is known of their documents yet.</summary>
    private static ShardSnapshot[] Changed(ShardSnapshot[] snapshots) => [.. snapshots.Select(snapshot => snapshot with { Epoch = snapshot.Epoch })];

    private static void Measure(DocumentBuilder builder, string name, int runs, Func<object> answer)
    {
        for (var i = 0; i < 10; i++)
        {
            answer();
        }

        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            GC.KeepAlive(answer());
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        allocated = (GC.GetTotalAllocatedBytes() - allocated) / runs;
        process.Refresh();
        cpu = (process.TotalProcessorTime - cpu) / runs;
        Array.Sort(times);
        builder.Name(name).StartObject();
        builder.Name("p50_ms").Number(Math.Round(times[runs / 2], 2)).Name("p99_ms").Number(Math.Round(times[runs * 99 / 100], 2)).Name("cpu_ms").Number(Math.Round(cpu.TotalMilliseconds, 2)).Name("allocated_bytes").Number(allocated);
        builder.EndObject();
    }

    private static int Option(string[] args, string name, int otherwise) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
