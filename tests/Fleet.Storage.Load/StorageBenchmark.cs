using System.Diagnostics;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Embedded;
using Fleet.Storage.Log;
using Fleet.Storage.Redis;
using Fleet.Testing.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Storage.Load;

/// <summary>
/// Durable commits a second of both stores, one at a time and 256 in flight, as grain state (one unlogged record of 1 KB) and as a change (a logged
/// record of 1 KB and an event). Anchors: synced appends of 1 KB to a file, and SETs of 1 KB on the same Redis. One line of JSON each.
/// </summary>
internal static class StorageBenchmark
{
    private const int Keys = 10_000;

    private static readonly GroupResource Resource = new("bench", "things");
    private static readonly string Filler = new('x', 1000);

    /// <summary>Prints the results, each measured for <paramref name="duration"/>.</summary>
    public static async Task<int> RunAsync(TimeSpan duration)
    {
        var folder = Directory.CreateTempSubdirectory("fleet-bench-").FullName;
        try
        {
            await MeasureDiskAsync(Path.Combine(folder, "anchor"), duration);
            await using (var store = await EmbeddedFleetStore.OpenAsync(
                new EmbeddedStoreOptions { Folder = folder }, TimeProvider.System, NullLogger<EmbeddedFleetStore>.Instance, default))
            {
                await MeasureStoreAsync("embedded", store, duration);
            }

            if (RedisServer.Executable is null)
            {
                Console.Error.WriteLine($"redis: skipped, {RedisServer.WhyMissing}");
                return 0;
            }

            // Two Redis: as durable as the embedded store, and as Redis is usually run.
            foreach (var sync in (string[])["always", "everysec"])
            {
                await MeasureRedisAsync(sync, duration);
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureRedisAsync(string sync, TimeSpan duration)
    {
        await using var server = await RedisServer.StartAsync("--appendfsync", sync);
        using var connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(server.Address);
        var value = new byte[1024];
        foreach (var inFlight in (int[])[1, 256])
        {
            await MeasureAsync($"redis SET, appendfsync {sync}", inFlight, duration, i => connection.GetDatabase().StringSetAsync($"k{i % Keys}", value));
        }

        await using var store = await RedisFleetStore.ConnectAsync(
            new RedisStoreOptions { Configuration = server.Address }, TimeProvider.System, NullLogger<RedisFleetStore>.Instance, default);
        await MeasureStoreAsync($"redis, appendfsync {sync}", store, duration);
    }

    private static async Task MeasureDiskAsync(string path, TimeSpan duration)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[1024];
        await MeasureAsync("synced append", 1, duration, _ =>
        {
            file.Write(block);
            file.Flush(flushToDisk: true);
            return Task.CompletedTask;
        });
    }

    private static async Task MeasureStoreAsync(string name, IFleetStore store, TimeSpan duration)
    {
        foreach (var inFlight in (int[])[1, 256])
        {
            await MeasureAsync($"{name}: state", inFlight, duration, i => store.CommitAsync(State(i), default).AsTask());
            await MeasureAsync($"{name}: change + event", inFlight, duration, i => store.CommitAsync(Change(i), default).AsTask());
        }
    }

    private static async Task MeasureAsync(string name, int inFlight, TimeSpan duration, Func<int, Task> run)
    {
        await LoopsAsync(inFlight, duration / 5, run);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var latencies = await LoopsAsync(inFlight, duration, run);
        var elapsed = clock.Elapsed;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        latencies.Sort();
        Console.WriteLine(DocumentNode.Object(
            ("benchmark", "storage"),
            ("what", name),
            ("in_flight", inFlight),
            ("per_second", (long)(latencies.Count / elapsed.TotalSeconds)),
            ("p50_us", (long)latencies[latencies.Count / 2]),
            ("p99_us", (long)latencies[latencies.Count * 99 / 100]),
            ("cpu_us_each", DocumentNode.Number(Math.Round(cpu.TotalMicroseconds / latencies.Count, 1)))).ToString());
    }

    /// <summary>Runs so many loops at once; gives what each call took, in microseconds.</summary>
    private static async Task<List<double>> LoopsAsync(int loops, TimeSpan duration, Func<int, Task> run)
    {
        var next = 0;
        var clock = Stopwatch.StartNew();
        var lists = await Task.WhenAll(Enumerable.Range(0, loops).Select(async _ =>
        {
            // Off the caller's thread, or the first loop would be the only one where nothing is awaited.
            await Task.Yield();
            var latencies = new List<double>();
            while (clock.Elapsed < duration)
            {
                var started = Stopwatch.GetTimestamp();
                await run(Interlocked.Increment(ref next)).ConfigureAwait(false);
                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            }

            return latencies;
        }));
        return [.. lists.SelectMany(list => list)];
    }

    private static FleetCommit State(int i) => new() { Mutations = [new Mutation(KeyOf("$grains", i), DocumentOf(i)) { IsLogged = false }] };

    private static FleetCommit Change(int i) => new()
    {
        Mutations = [new Mutation(KeyOf("prod", i), DocumentOf(i))],
        Events = [Document.Parse($$"""{"type":"io.fleetengine.workload.health","subject":"shop/web-{{i}}","data":{"from":"Healthy","to":"Degraded"} }""")],
    };

    private static RecordKey KeyOf(string partition, int i) => new(partition, new ObjectKey(Resource, "shop", $"web-{i % Keys}"));

    private static Document DocumentOf(int i) => Document.Parse($$"""{"n":{{i}},"filler":"{{Filler}}"}""");
}
