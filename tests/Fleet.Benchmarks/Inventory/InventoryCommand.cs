using System.Globalization;
using System.Text;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Shards;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Testing.Objects;

namespace Fleet.Benchmarks.Inventory;

/// <summary>
/// <c>inventory [workloads] [pods a workload]</c>: one JSON object with bytes of heap a workload (Deployment, ReplicaSet and pods of the sample sizes, router
/// and rows included, grains not), bytes a further pod, and microseconds an event, from the parsed document to the row to be published.
/// </summary>
internal static class InventoryCommand
{
    private static readonly GroupVersionKind Deployments = new("apps", "v1", "Deployment");
    private static readonly GroupVersionKind ReplicaSets = new("apps", "v1", "ReplicaSet");
    private static readonly GroupVersionKind Pods = new("", "v1", "Pod");

    public static int Run(string[] args)
    {
        var workloads = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 4000;
        var pods = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("benchmark").String("inventory").Name("workloads").Number(workloads);
        var one = Bytes(workloads, 1);
        Write(builder, "workload_of_one_pod_bytes", one);
        Write(builder, "further_pod_bytes", (Bytes(workloads, 1 + pods) - one) / pods);
        Write(builder, "router_pod_bytes", RouterPodBytes());
        WriteSpeeds(builder);
        Console.WriteLine(builder.EndObject().Build());
        return 0;
    }

    private static void WriteSpeeds(DocumentBuilder builder)
    {
        const int Workloads = 500;
        var site = new Site();
        site.Fill(Workloads, 3);
        site.Publish();
        var same = Enumerable.Range(0, 64).Select(i => Document.Parse(SampleObjects.Pod(i % 3, i / 3))).ToArray();
        Write(builder, "pod_event_nothing_shown_us", 1e6 * Seconds(i => site.Apply(Pods, same[i & 63])));
        var changed = Enumerable.Range(0, 128).Select(i => Restarted(i % 64, 5 + (i / 64))).ToArray();
        Write(builder, "pod_event_published_us", 1e6 * Seconds(i => site.Apply(Pods, changed[i & 127])));
        var deployments = Enumerable.Range(0, 128).Select(i => Scaled(i % 64, 3 + (i / 64))).ToArray();
        Write(builder, "deployment_event_published_us", 1e6 * Seconds(i => site.Apply(Deployments, deployments[i & 127])));
        var big = new Site();
        big.Fill(1, 5000);
        big.Publish();
        var restarts = Enumerable.Range(0, 128).Select(i => Document.Parse(Encoding.UTF8.GetString(SampleObjects.Pod(i % 64)).Replace("\"restartCount\":", $"\"restartCount\":{1 + (i / 64)}", StringComparison.Ordinal))).ToArray();
        Write(builder, "pod_event_of_5000_published_us", 1e6 * Seconds(i => big.Apply(Pods, restarts[i & 127])));
    }

    /// <summary>What the router alone keeps of a pod.</summary>
    private static double RouterPodBytes()
    {
        const int Count = 50_000;
        var kinds = new WatchedKinds();
        var router = new MemberRouter("prod-eu", kinds, TimeProvider.System);
        router.KindSynced(ReplicaSets.GroupKind);
        router.Route(ReplicaSets, Site.ReplicaSet(0, Document.Parse(SampleObjects.Pod(0))), isDeleted: false);
        router.Route(Deployments, Document.Parse(SampleObjects.Deployment(0)), isDeleted: false);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            router.Route(Pods, Document.Parse(SampleObjects.Pod(i)), isDeleted: false);
        }

        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        GC.KeepAlive(router);
        return bytes;
    }

    private static Document Restarted(int index, int restarts) => Document.Parse(
        Encoding.UTF8.GetString(SampleObjects.Pod(index % 3, index / 3)).Replace("\"restartCount\":", $"\"restartCount\":{restarts}", StringComparison.Ordinal));

    private static Document Scaled(int set, int replicas) => Document.Parse(
        Encoding.UTF8.GetString(SampleObjects.Deployment(set)).Replace("\"replicas\":3", $"\"replicas\":{replicas}", StringComparison.Ordinal));

    private static double Bytes(int workloads, int pods)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var site = new Site();
        site.Fill(workloads, pods);
        site.Publish();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        if (site.Rows != workloads)
        {
            throw new InvalidOperationException($"There are {site.Rows} rows of {workloads} workloads.");
        }

        return (double)(after - before) / workloads;
    }

    private static void Write(DocumentBuilder builder, string name, double value) =>
        builder.Name(name).Number(double.Parse(value.ToString("G5", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>Processor time a call, garbage collection included, the best of some rounds.</summary>
    private static double Seconds(Action<int> run)
    {
        var best = double.MaxValue;
        for (var round = 0; round < 12; round++)
        {
            var iterations = 0;
            var started = Environment.CpuUsage.TotalTime;
            TimeSpan elapsed;
            do
            {
                for (var i = 0; i < 128; i++)
                {
                    run(i);
                }

                iterations += 128;
                elapsed = Environment.CpuUsage.TotalTime - started;
            }
            while (elapsed < TimeSpan.FromMilliseconds(100));
            best = Math.Min(best, elapsed.TotalSeconds / iterations);
        }

        return best;
    }

    /// <summary>A cluster's router and its one shard.</summary>
    private sealed class Site
    {
        private readonly WatchedKinds _kinds = new(pool: new DocumentPool());
        private readonly MemberRouter _router;
        private readonly ShardInventory _shard = new("prod-eu", 0, 1);
        private long _version;

        public Site() => _router = new("prod-eu", _kinds, TimeProvider.System);

        public int Rows => _shard.Snapshot.Rows.Length;

        public void Fill(int workloads, int pods)
        {
            for (var set = 0; set < workloads; set++)
            {
                var first = Document.Parse(SampleObjects.Pod(0, set));
                Route(Deployments, Document.Parse(SampleObjects.Deployment(set)));
                Route(ReplicaSets, ReplicaSet(set, first));
                Route(Pods, first);
                for (var pod = 1; pod < pods; pod++)
                {
                    Route(Pods, Document.Parse(SampleObjects.Pod(pod, set)));
                }
            }
        }

        public void Apply(GroupVersionKind kind, Document seen)
        {
            Route(kind, seen);
            var pending = _shard.Pending();
            if (pending.Count > 0)
            {
                _shard.MarkPublished(pending, _ => ++_version);
            }
        }

        public void Publish()
        {
            foreach (var kind in _kinds.All)
            {
                _shard.Apply(_router.KindSynced(kind.Kind.GroupKind));
            }

            _shard.CompleteSync();
            _shard.MarkPublished(_shard.Pending(), _ => ++_version);
        }

        private void Route(GroupVersionKind kind, Document seen) =>
            _shard.Apply(_router.Route(kind, _kinds.Find(kind.GroupKind)!.Prune(seen), isDeleted: false));

        /// <summary>The ReplicaSet the sample pods name: its template is the Deployment's.</summary>
        public static Document ReplicaSet(int set, Document pod)
        {
            var deployment = Document.Parse(SampleObjects.Deployment(set));
            var owner = pod["metadata"]["ownerReferences"][0];
            using var builder = new DocumentBuilder();
            builder.StartObject().Name("apiVersion").String("apps/v1").Name("kind").String("ReplicaSet").Name("metadata").StartObject();
            builder.Name("name").Value(owner["name"]).Name("namespace").String("shop").Name("uid").Value(owner["uid"]).Name("resourceVersion").String("41");
            builder.Name("generation").Number(1).Name("creationTimestamp").String("2026-03-01T08:00:00Z").Name("labels").Value(pod["metadata"]["labels"]);
            builder.Name("annotations").StartObject().Name("deployment.kubernetes.io/desired-replicas").String("3").Name("deployment.kubernetes.io/max-replicas").String("4").EndObject();
            builder.Name("ownerReferences").StartArray().StartObject().Name("apiVersion").String("apps/v1").Name("kind").String("Deployment");
            builder.Name("name").Value(deployment["metadata"]["name"]).Name("uid").Value(deployment["metadata"]["uid"]).Name("controller").Boolean(true).EndObject().EndArray().EndObject();
            builder.Name("spec").StartObject().Name("replicas").Number(3).Name("selector").Value(deployment["spec"]["selector"]).Name("template").Value(deployment["spec"]["template"]).EndObject();
            builder.Name("status").StartObject().Name("replicas").Number(3).Name("readyReplicas").Number(3).Name("availableReplicas").Number(3).Name("observedGeneration").Number(1);
            return builder.EndObject().EndObject().Build();
        }
    }
}
