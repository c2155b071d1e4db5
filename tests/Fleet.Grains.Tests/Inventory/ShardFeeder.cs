using Fleet.Grains.Inventory;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Grains.Tests.Inventory;

/// <summary>Feeds one shard as a cluster's session does.</summary>
internal sealed class ShardFeeder(IInventoryGrain shard, string cluster, long epoch, int feed = 1, int shards = 1)
{
    public static readonly GroupVersionKind Deployments = new("apps", "v1", "Deployment");

    private long _sequence;

    public InventoryBatch Batch(bool completes, params IEnumerable<MemberChange> changes) => new()
    {
        Epoch = epoch,
        Feed = feed,
        Sequence = ++_sequence,
        Shards = shards,
        Changes = [.. changes],
        CompletesSync = completes,
    };

    /// <summary>The whole state.</summary>
    public Task SyncAsync(params IEnumerable<MemberChange> changes) => shard.ApplyAsync(Batch(completes: true, changes), default);

    public Task ApplyAsync(params IEnumerable<MemberChange> changes) => shard.ApplyAsync(Batch(completes: false, changes), default);

    public WorkloadKey KeyOf(string name) => new(cluster, "apps", "Deployment", "shop", name);

    /// <summary>A deployment that is healthy when all its replicas are ready, and progressing before.</summary>
    public MemberChange Deployment(string name, int replicas = 1, int? ready = null, string image = "web:1") => new(
        Deployments,
        Document.Parse($$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"shop","uid":"{{Uid(name)}}","generation":1},
             "spec":{"replicas":{{replicas}},"template":{"spec":{"containers":[{"name":"a","image":"{{image}}"}]} } },
             "status":{"observedGeneration":1,"replicas":{{replicas}},"updatedReplicas":{{replicas}},"readyReplicas":{{ready ?? replicas}},"availableReplicas":{{ready ?? replicas}} } }
            """),
        IsDeleted: false,
        KeyOf(name));

    public MemberChange Deleted(string name) => Deployment(name) with { IsDeleted = true };

    private Guid Uid(string name) => new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{cluster}/{name}")).AsSpan(0, 16));
}
