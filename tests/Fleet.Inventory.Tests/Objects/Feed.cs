using System.Text.Json.Nodes;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Inventory.Tests.Objects;

/// <summary>A router and its shards wired as the grains wire them, with a store that takes every publication.</summary>
internal sealed class Feed
{
    private readonly WatchedKinds _kinds;
    private readonly List<MemberChange>[] _batches;
    private long _position;

    public Feed(int shards = 1, params IEnumerable<GroupVersionKind> extra)
    {
        _kinds = new WatchedKinds(extra, new DocumentPool(1 << 10));
        Shards = [.. Enumerable.Range(0, shards).Select(shard => new ShardInventory("eu", shard, 1))];
        _batches = [.. Shards.Select(_ => new List<MemberChange>())];
        Router = NewRouter();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public ShardInventory[] Shards { get; private set; }

    public MemberRouter Router { get; private set; }

    /// <summary>Everything published, in order.</summary>
    public List<WorkloadChange> Published { get; } = [];

    public IEnumerable<Workload> Rows => Shards.SelectMany(shard => shard.Snapshot.Rows).OrderBy(row => row.ObjectName, StringComparer.Ordinal);

    public Workload Row(string objectName) => Assert.Single(Rows, row => row.ObjectName == objectName);

    public Feed Add(params JsonObject[] objects)
    {
        foreach (var item in objects)
        {
            Take(item.KindOf(), item.Json(), isDeleted: false);
        }

        return this;
    }

    public Feed Delete(params JsonObject[] objects)
    {
        foreach (var item in objects)
        {
            Take(item.KindOf(), item.Json(), isDeleted: true);
        }

        return this;
    }

    public Feed Vanish(JsonObject item)
    {
        Take(item.KindOf(), item.Tombstone(), isDeleted: true);
        return this;
    }

    /// <summary>A kind has been listed.</summary>
    public Feed Synced(GroupVersionKind kind)
    {
        Send(Router.KindSynced(kind.GroupKind));
        return this;
    }

    /// <summary>All kinds have been listed; publishes.</summary>
    public Feed Complete()
    {
        foreach (var kind in _kinds.All)
        {
            Synced(kind.Kind);
        }

        Flush();
        foreach (var shard in Shards)
        {
            shard.CompleteSync();
        }

        return Publish();
    }

    /// <summary>Owners are waited for no longer.</summary>
    public Feed RunOut()
    {
        Time.Advance(MemberRouter.Patience);
        Send(Router.ReleaseOverdue());
        return this;
    }

    public Feed Publish()
    {
        Flush();
        foreach (var shard in Shards)
        {
            var pending = shard.Pending();
            Published.AddRange(pending);
            var first = _position + 1;
            _position += pending.Count;
            shard.MarkPublished(pending, index => first + index);
            Assert.Empty(shard.Pending());
        }

        return this;
    }

    /// <summary>The cluster's feed begins anew; its objects must be given again.</summary>
    public Feed Restart()
    {
        Flush();
        Router = NewRouter();
        foreach (var shard in Shards)
        {
            shard.StartFeed();
        }

        return this;
    }

    /// <summary>Another process takes over with nothing but the published rows.</summary>
    public Feed Move()
    {
        Flush();
        Router = NewRouter();
        Shards = [.. Shards.Select((shard, index) =>
        {
            var moved = new ShardInventory("eu", index, 2);
            moved.LoadPublished(shard.Snapshot.Rows.Select(row => WorkloadReading.Read(Document.Parse(row.Document.ToString())) with { Version = row.Version }));
            moved.StartFeed();
            return moved;
        })];
        return this;
    }

    public void Flush()
    {
        for (var shard = 0; shard < Shards.Length; shard++)
        {
            Shards[shard].Apply(_batches[shard]);
            _batches[shard].Clear();
        }
    }

    private MemberRouter NewRouter() => new("eu", _kinds, Time, _batches.Length);

    private void Take(GroupVersionKind kind, Document seen, bool isDeleted) =>
        Send(Router.Route(kind, _kinds.Find(kind.GroupKind)?.Prune(seen) ?? seen, isDeleted));

    private void Send(IReadOnlyList<MemberChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Owner is { } owner)
            {
                _batches[MemberRouter.ShardOf(owner, Shards.Length)].Add(change);
            }
            else
            {
                foreach (var batch in _batches)
                {
                    batch.Add(change);
                }
            }
        }
    }
}
