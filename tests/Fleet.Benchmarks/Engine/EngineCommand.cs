using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Fleet.Benchmarks.Engine;

/// <summary>
/// <c>engine [--clusters N] [--workloads N] [--pods N] [--big N] [--rate N] [--seconds N] [--port N]</c>: runs a silo in its own process against synthetic
/// clusters in this one, and prints what the table asks for as JSON lines: time to ready, memory, latency from a member's event to an API watch,
/// query latency, time back after <c>kill -9</c>. <c>--big</c> adds one cluster of so many workloads, which then gets the load of <c>--big-rate</c>.
/// </summary>
internal static class EngineCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        int Argument(string name, int fallback) =>
            Array.IndexOf(arguments, "--" + name) is >= 0 and var at ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : fallback;
        var (clusters, workloads, pods, big) = (Argument("clusters", 1000), Argument("workloads", 100), Argument("pods", 1), Argument("big", 0));
        var seconds = TimeSpan.FromSeconds(Argument("seconds", 30));
        var folder = Directory.CreateTempSubdirectory("fleet-engine-").FullName;
        var members = Enumerable.Range(1, clusters).Select(index => new SyntheticCluster($"c{index}", workloads, pods)).ToList();
        if (big > 0)
        {
            members.Add(new SyntheticCluster("big", big, pods));
        }

        await using var fleet = await SyntheticFleet.StartAsync(members);
        var kubeconfigs = Directory.CreateDirectory(Path.Combine(folder, "kubeconfigs")).FullName;
        await fleet.WriteKubeconfigAsync(Path.Combine(kubeconfigs, "load.yaml"));
        await using var silo = new SiloRun(folder, Argument("port", 18080), "--kubeconfigs", kubeconfigs);
        var expected = (clusters * workloads) + big;
        var limit = TimeSpan.FromMinutes(10);

        var clock = Stopwatch.StartNew();
        silo.Start();
        await silo.ReadyAsync(members.Count, expected, limit);
        Print(new { measure = "first sync", clusters = members.Count, workloads = expected, pods = expected * pods, seconds = Round(clock.Elapsed.TotalSeconds), cpu_seconds = Round(silo.Processor.TotalSeconds), rss_mib = silo.ResidentBytes >> 20 });

        await Task.Delay(TimeSpan.FromSeconds(5));
        await QueriesAsync(silo);
        await LoadAsync(silo, members, Argument("rate", 200), big > 0 ? 0 : -1, seconds);
        if (big > 0)
        {
            await LoadAsync(silo, members, Argument("rate", 200), Argument("big-rate", 1000), seconds);
        }

        var heap = await silo.MetricAsync("dotnet_gc_last_collection_heap_size_bytes");
        Print(new { measure = "memory", rss_mib = silo.ResidentBytes >> 20, heap_mib = (long)heap >> 20, heap_bytes_a_workload = (long)(heap / expected), heap_bytes_a_pod = (long)(heap / (expected * pods)) });

        await silo.KillAsync();
        clock.Restart();
        silo.Start();
        await silo.ReadyAsync(members.Count, expected, limit);
        Print(new { measure = "restart after kill -9", seconds = Round(clock.Elapsed.TotalSeconds), rss_mib = silo.ResidentBytes >> 20 });
        return 0;
    }

    /// <summary>Filter, sort, three facets and the first page.</summary>
    private static async Task QueriesAsync(SiloRun silo)
    {
        const string Query = """{"labelSelector":"team=payments","fieldSelector":"status.health!=Suspended","sort":["-status.pods.restarts"],"limit":100,"facets":["status.health","spec.ref.cluster","spec.ref.kind"]}""";
        for (var i = 0; i < 20; i++)
        {
            await silo.QueryAsync(Query);
        }

        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await silo.QueryAsync(Query);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        Print(new { measure = "query", p50_ms = Round(Percentile(times, 50)), p99_ms = Round(Percentile(times, 99)) });
    }

    /// <param name="silo">The silo.</param>
    /// <param name="members">All clusters; with a big one it is the last.</param>
    /// <param name="rate">Events a second over the small ones.</param>
    /// <param name="bigRate">Events a second in the big one; -1 when there is none.</param>
    /// <param name="time">How long.</param>
    private static async Task LoadAsync(SiloRun silo, List<SyntheticCluster> members, int rate, int bigRate, TimeSpan time)
    {
        var probe = new WatchProbe();
        using var end = new CancellationTokenSource();
        var watch = probe.RunAsync(silo.Client, end.Token);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var small = bigRate >= 0 ? members[..^1] : members;
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        var cpu = silo.Processor;
        long sentSmall = 0, sentBig = 0;
        while (clock.Elapsed < time && !watch.IsCompleted)
        {
            for (; sentSmall < rate * clock.Elapsed.TotalSeconds; sentSmall++)
            {
                Restart(small[random.Next(small.Count)], random, probe);
            }

            for (; bigRate > 0 && sentBig < bigRate * clock.Elapsed.TotalSeconds; sentBig++)
            {
                Restart(members[^1], random, probe);
            }

            await Task.Delay(5);
        }

        var used = silo.Processor - cpu;
        await Task.Delay(TimeSpan.FromSeconds(3));
        await end.CancelAsync();
        await watch.ContinueWith(_ => { }, TaskScheduler.Default);
        Print(new { measure = "event to watch", events = sentSmall + sentBig, rate, big_rate = Math.Max(bigRate, 0), seconds = time.TotalSeconds, silo_cores = Round(used / time), lost = probe.Outstanding, failed = watch.Exception?.InnerException?.Message, small = Summary(probe.Latencies(name => !name.StartsWith("big.", StringComparison.Ordinal))), big = Summary(probe.Latencies(name => name.StartsWith("big.", StringComparison.Ordinal))) });
    }

    private static void Restart(SyntheticCluster cluster, Random random, WatchProbe probe)
    {
        // The first pod of a workload: what the workload's restarts come to is then known here.
        var workload = random.Next(cluster.Workloads);
        var restarts = cluster.NextRestarts(workload);
        probe.Sent(cluster.Name, workload, restarts);
        cluster.Restart(workload);
    }

    private static object Summary(IReadOnlyList<double> sorted) => sorted.Count == 0
        ? new { count = 0 }
        : new { count = sorted.Count, p50_ms = Round(Percentile(sorted, 50)), p99_ms = Round(Percentile(sorted, 99)), max_ms = Round(sorted[^1]) };

    private static double Percentile(IReadOnlyList<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private static double Round(double value) => Math.Round(value, 2);

    private static void Print(object line) => Console.WriteLine(JsonSerializer.Serialize(line));
}
