using System.Collections.Immutable;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Resources;

namespace Fleet.Benchmarks.Queries;

/// <summary>Snapshots of a fleet with documents as they are published: about 1.5 KiB a workload.</summary>
internal static class QueryFleet
{
    private static readonly string[] Teams = ["payments", "search", "identity", "platform", "data", "mobile", "growth", "risk"];
    private static readonly string[] Reasons = ["", "CrashLoopBackOff", "ImagePullBackOff", "ProgressDeadlineExceeded"];

    public static ShardSnapshot[] Build(int shards, int rowsAShard)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, shards).Select(shard => Shard($"cluster-{shard:0000}", rowsAShard, random))];
    }

    private static ShardSnapshot Shard(string cluster, int count, Random random)
    {
        var rows = Enumerable.Range(0, count).Select(i => Row(cluster, i, random))
            .Order(Comparer<Workload>.Create((a, b) => ObjectOrder.Compare(a.Key.Namespace, a.ObjectName, b.Key.Namespace, b.ObjectName)));
        return new(cluster, 0, 1, rows.ToImmutableArray());
    }

    private static Workload Row(string cluster, int i, Random random)
    {
        var team = Teams[random.Next(Teams.Length)];
        var key = new WorkloadKey(cluster, "apps", i % 10 == 0 ? "StatefulSet" : "Deployment", $"team-{team}", $"{team}-service-{i:000}");
        var sick = random.Next(20) == 0;
        var health = sick ? HealthStatus.Degraded : random.Next(30) == 0 ? HealthStatus.Progressing : HealthStatus.Healthy;
        var reason = sick ? Reasons[random.Next(1, Reasons.Length)] : Reasons[0];
        return new(key, Body(key, team, health, reason))
        {
            ObjectName = key.ObjectName,
            Health = health,
            Reason = reason,
            DesiredReplicas = 3,
            ReadyReplicas = sick ? 1 : 3,
            Restarts = sick ? random.Next(500) : random.Next(3),
            CpuRequestMillicores = 250 * random.Next(1, 9),
            MemoryRequestBytes = 1L << random.Next(27, 33),
            ChangedAt = 1_760_000_000 + random.Next(10_000_000),
        };
    }

    private static Document Body(WorkloadKey key, string team, HealthStatus health, string reason) => Document.Parse($$$"""
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"{{{key.ObjectName}}}","namespace":"{{{key.Namespace}}}","uid":"6f1c0c1e-7c1b-5a35-9d0f-3d2b6c0f9a11","creationTimestamp":"2026-01-02T15:04:05Z",
        "labels":{"app.kubernetes.io/name":"{{{key.Name}}}","app.kubernetes.io/part-of":"shop","app.kubernetes.io/version":"1.42.0","team":"{{{team}}}","tier":"backend","fleetengine.io/cluster":"{{{key.Cluster}}}","fleetengine.io/kind":"{{{key.Kind}}}"}},
        "spec":{"ref":{"cluster":"{{{key.Cluster}}}","group":"apps","version":"v1","kind":"{{{key.Kind}}}","namespace":"{{{key.Namespace}}}","name":"{{{key.Name}}}","uid":"0b0b1f62-3df2-4f9e-8a65-6ff0a2a1a001"},
        "images":["registry.example.com/{{{team}}}/{{{key.Name}}}:1.42.0","registry.example.com/mesh/proxy:2.9.1"],"owners":[{"kind":"{{{key.Kind}}}","name":"{{{key.Name}}}"}]},
        "status":{"health":"{{{health}}}","reason":"{{{reason}}}","message":"{{{(reason.Length == 0 ? "" : "container app is waiting: back-off 5m0s restarting failed container")}}}",
        "replicas":{"desired":3,"ready":3,"updated":3,"available":3},"pods":{"total":3,"running":3,"pending":0,"failed":0,"restarts":0,"oomKills":0,"waiting":[]},
        "resources":{"requests":{"cpu":"750m","memory":"384Mi"},"limits":{"memory":"768Mi"}},"lastChange":{"time":"2026-01-02T15:04:05Z","manager":"argocd-controller","operation":"Apply"},
        "source":{"commit":"8c72914e0d6d6a9c3b1e","version":"1.42.0","repository":"https://git.example.com/{{{team}}}/{{{key.Name}}}"},"observedGeneration":12}}
        """);
}
