using System.Collections.Immutable;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Queries;

/// <summary>Builds rows and snapshots for query tests.</summary>
internal static class Rows
{
    public static Workload Row(
        string name,
        string cluster = "prod-eu",
        string namespaceName = "shop",
        string kind = "Deployment",
        HealthStatus health = HealthStatus.Healthy,
        string reason = "",
        int restarts = 0,
        long cpu = 0,
        long changedAt = 0,
        string image = "registry.example/app:1",
        string message = "",
        params (string Key, string Value)[] labels)
    {
        var key = new WorkloadKey(cluster, "apps", kind, namespaceName, name);
        return new(key, Body(key, image, message, labels))
        {
            ObjectName = key.ObjectName,
            Health = health,
            Reason = reason,
            Restarts = restarts,
            CpuRequestMillicores = cpu,
            ChangedAt = changedAt,
        };
    }

    /// <summary>The rows as a fleet's shards hold them.</summary>
    public static IReadOnlyList<ShardSnapshot> Shards(IEnumerable<Workload> rows, int shards = 4) =>
        [.. rows.GroupBy(row => (row.Key.Cluster, Shard: Math.Abs(row.ObjectName.Sum(letter => letter) % shards))).Select(group => Snapshot(group.Key.Cluster, group.Key.Shard, group))];

    public static ShardSnapshot Snapshot(string cluster, int shard, IEnumerable<Workload> rows) => new(cluster, shard, 1, InApiOrder(rows).ToImmutableArray());

    public static IEnumerable<Workload> InApiOrder(IEnumerable<Workload> rows) =>
        rows.Order(Comparer<Workload>.Create((a, b) => ObjectOrder.Compare(a.Key.Namespace, a.ObjectName, b.Key.Namespace, b.ObjectName)));

    private static Document Body(WorkloadKey key, string image, string message, (string Key, string Value)[] labels)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("metadata").StartObject().Name("name").String(key.ObjectName).Name("labels").StartObject();
        builder.Name("fleetengine.io/cluster").String(key.Cluster);
        foreach (var (label, value) in labels)
        {
            builder.Name(label).String(value);
        }

        builder.EndObject().EndObject();
        builder.Name("spec").StartObject().Name("images").StartArray().String(image).EndArray().EndObject();
        builder.Name("status").StartObject().Name("message").String(message).EndObject();
        return builder.EndObject().Build();
    }
}
