using System.Globalization;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Testing.Objects;

namespace Fleet.Benchmarks.Documents;

/// <summary>
/// <c>documents</c>: one JSON object with what decides how big a fleet fits: bytes an object (raw, held, pruned, shared), watch events decoded a second
/// on one core, nanoseconds a field read. Seconds, not minutes; BenchmarkDotNet has the same with error bars.
/// </summary>
internal static class DocumentsCommand
{
    private const int Pods = 100;

    public static int Run()
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("benchmark").String("documents");
        WriteSizes(builder);
        WriteSpeeds(builder);
        builder.EndObject();
        Console.WriteLine(builder.Build());
        return 0;
    }

    private static void WriteSizes(DocumentBuilder builder)
    {
        var deployment = SampleObjects.Deployment(0);
        Write(builder, "deployment_raw_bytes", deployment.Length);
        Write(builder, "deployment_retained_bytes", Document.Parse(deployment).RetainedBytes);
        Write(builder, "pod_raw_bytes", Enumerable.Range(0, Pods).Average(i => SampleObjects.Pod(i).Length));
        Write(builder, "pod_retained_bytes", Held(document => document));
        Write(builder, "pod_pruned_bytes", Held(new DocumentPruner(DocumentPruner.InventoryPaths).Prune));
        Write(builder, "pod_pruned_without_owners_bytes", Held(new DocumentPruner(DocumentPruner.InventoryPathsWithoutOwners).Prune));
        Write(builder, "pod_pruned_shared_bytes", Held(new DocumentPruner(DocumentPruner.InventoryPaths, new DocumentPool()).Prune));
        Write(builder, "pod_pruned_shared_without_owners_bytes", Held(new DocumentPruner(DocumentPruner.InventoryPathsWithoutOwners, new DocumentPool()).Prune));
        Write(builder, "pod_pruned_shared_heap_bytes", HeapBytes(new DocumentPruner(DocumentPruner.InventoryPaths, new DocumentPool()).Prune));
    }

    private static void WriteSpeeds(DocumentBuilder builder)
    {
        var lines = Enumerable.Range(0, 64).Select(WatchDecodeBenchmarks.Line).ToArray();
        var bytes = lines.Average(line => line.Length);
        var seconds = Seconds(i => WatchLineDecoder.Decode(lines[i & 63]));
        Write(builder, "watch_event_bytes", bytes);
        Write(builder, "watch_events_per_second_core", 1 / seconds);
        Write(builder, "watch_mb_per_second_core", bytes / seconds / 1e6);
        Write(builder, "watch_stream_events_per_second_core", 1 / StreamSeconds([.. lines.SelectMany(line => (byte[])[.. line, (byte)'\n'])], lines.Length));
        var pod = Document.Parse(SampleObjects.Pod(1));
        var deployment = Document.Parse(SampleObjects.Deployment(1));
        Write(builder, "parse_pod_ns", 1e9 * Seconds(i => Document.Parse(lines[i & 63].AsSpan(28, lines[i & 63].Length - 29))));
        Write(builder, "read_replicas_ns", 1e9 * Seconds(_ => deployment["spec"u8]["replicas"u8].AsInt64()));
        Write(builder, "read_label_ns", 1e9 * Seconds(_ => pod["metadata"u8]["labels"u8]["team"u8].StringEquals("payments"u8)));
        Write(builder, "read_restart_count_ns", 1e9 * Seconds(_ => pod["status"u8]["containerStatuses"u8][0]["restartCount"u8].AsInt64()));
        var pruner = new DocumentPruner(DocumentPruner.InventoryPaths, new DocumentPool());
        var pods = Enumerable.Range(0, 64).Select(i => Document.Parse(SampleObjects.Pod(i))).ToArray();
        Write(builder, "prune_share_ns", 1e9 * Seconds(i => pruner.Prune(pods[i & 63])));
    }

    private static void Write(DocumentBuilder builder, string name, double value) => builder.Name(name).Number(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>Average bytes a pod of one ReplicaSet, its share of what they have in common included.</summary>
    private static double Held(Func<Document, Document> keep)
    {
        var common = new HashSet<Document>(ReferenceEqualityComparer.Instance);
        var total = 0L;
        for (var i = 0; i < Pods; i++)
        {
            var kept = keep(Document.Parse(SampleObjects.Pod(i)));
            total += kept.RetainedBytes + (kept.Shared ?? []).Where(common.Add).Sum(part => part.RetainedBytes);
        }

        return (double)total / Pods;
    }

    /// <summary>The same as the garbage collector sees it, over many ReplicaSets of 10.</summary>
    private static double HeapBytes(Func<Document, Document> keep)
    {
        const int Count = 20_000;
        var kept = new Document[Count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            kept[i] = keep(Document.Parse(SampleObjects.Pod(i, i / 10)));
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(kept);
        return (double)(after - before) / Count;
    }

    /// <summary>Processor time an event from the response stream on: buffering, line ends, decoding.</summary>
    private static double StreamSeconds(byte[] body, int events)
    {
        const string Kubeconfig = "current-context: c\ncontexts: [{name: c, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://c'}}]";
        using var connection = ClusterConnection.CreateAsync(new ClusterConnectionOptions { KubeconfigContent = Kubeconfig }).GetAwaiter().GetResult();
        var request = new ApiRequest { Method = HttpMethod.Get, Path = "api/v1/pods" };
        return Seconds(_ =>
        {
            using var watch = new WatchStream(connection, request, new MemoryStream(body), TimeSpan.FromMinutes(4), CancellationToken.None);
            var count = 0;
            while (watch.NextAsync().GetAwaiter().GetResult() is not null)
            {
                count++;
            }

            return count;
        }) / events;
    }

    /// <summary>Processor time a call (garbage collection included), the best of some rounds: other processes' load does not count.</summary>
    private static double Seconds<T>(Func<int, T> run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 12; round++)
        {
            var iterations = 0;
            var started = Environment.CpuUsage.TotalTime;
            TimeSpan elapsed;
            do
            {
                for (var i = 0; i < 64; i++)
                {
                    run(iterations + i);
                }

                iterations += 64;
                elapsed = Environment.CpuUsage.TotalTime - started;
            }
            while (elapsed < TimeSpan.FromMilliseconds(100));
            best = Math.Min(best, elapsed.TotalSeconds / iterations);
        }

        return best;
    }
}
