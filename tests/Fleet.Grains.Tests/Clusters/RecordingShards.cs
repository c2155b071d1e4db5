using System.Collections.Concurrent;
using Fleet.Grains.Clusters.Following;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Shards;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>Shards that keep what they are given, check its order as real ones do, and refuse on demand.</summary>
internal sealed class RecordingShards : IShardSink
{
    private readonly ConcurrentDictionary<int, Shard> _shards = new();

    /// <summary>Called before a batch is taken.</summary>
    public Func<int, InventoryBatch, Task>? Before { get; set; }

    public int Batches { get; private set; }

    public long RetiredUnder { get; private set; }

    public bool IsSynced(int shards) => Enumerable.Range(0, shards).All(shard => _shards.TryGetValue(shard, out var held) && held.IsSynced);

    /// <summary>Kind and name of what the shards hold.</summary>
    public IReadOnlyList<string> Objects => [.. _shards.Values.SelectMany(shard => shard.Objects.Keys).Order(StringComparer.Ordinal)];

    public IEnumerable<MemberChange> Changes => _shards.Values.SelectMany(shard => shard.Objects.Values);

    public (long Epoch, int Feed)? FeedOf(int shard) => _shards.TryGetValue(shard, out var held) ? (held.Epoch, held.Feed) : null;

    public IReadOnlyList<string> Unread => [.. _shards.Values.SelectMany(shard => shard.Unread).Distinct()];

    public async Task ApplyAsync(int shard, InventoryBatch batch, CancellationToken cancellationToken)
    {
        if (Before is { } before)
        {
            await before(shard, batch);
        }

        var held = _shards.GetOrAdd(shard, _ => new Shard());
        lock (held)
        {
            Batches++;
            held.Take(batch);
        }
    }

    public Task<InventoryStatistics> StatisticsAsync(int shard, CancellationToken cancellationToken) => Task.FromResult(
        new InventoryStatistics(_shards.TryGetValue(shard, out var held) ? held.Objects.Count : 0, 3, 0, true) { Healthy = 2, Degraded = 1 });

    public Task RetireAsync(long epoch, CancellationToken cancellationToken)
    {
        RetiredUnder = epoch;
        return Task.CompletedTask;
    }

    private sealed class Shard
    {
        private long _sequence;

        public ConcurrentDictionary<string, MemberChange> Objects { get; } = new(StringComparer.Ordinal);

        public long Epoch { get; private set; }

        public int Feed { get; private set; }

        public bool IsSynced { get; private set; }

        public IReadOnlyList<string> Unread { get; private set; } = [];

        public void Take(InventoryBatch batch)
        {
            if ((batch.Epoch, batch.Feed).CompareTo((Epoch, Feed)) > 0)
            {
                (Epoch, Feed, _sequence, IsSynced) = (batch.Epoch, batch.Feed, 0, false);
                Objects.Clear();
            }

            if (batch.Epoch != Epoch || batch.Feed != Feed || batch.Sequence != _sequence + 1)
            {
                throw new InvalidOperationException($"Batch {batch.Epoch}/{batch.Feed}/{batch.Sequence} does not follow {Epoch}/{Feed}/{_sequence}.");
            }

            _sequence++;
            foreach (var change in batch.Changes)
            {
                var key = $"{change.Kind.Kind} {change.Object["metadata"u8]["name"u8].AsString("")}";
                if (change.IsDeleted)
                {
                    Objects.TryRemove(key, out _);
                }
                else
                {
                    Objects[key] = change;
                }
            }

            if (batch.CompletesSync)
            {
                (IsSynced, Unread) = (true, batch.UnreadKinds);
            }
        }
    }
}
