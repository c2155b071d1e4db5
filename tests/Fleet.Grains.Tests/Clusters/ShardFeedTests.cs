using System.Collections.Immutable;
using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Following;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Clusters;

public sealed class ShardFeedTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<Exception> _failed = new();
    private readonly GatedShard _shard = new();
    private readonly ClusterOptions _options = new() { BatchSize = 10 };

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    [Fact]
    public async Task Feed_changes_come_quickly_makes_one_batch_of_them()
    {
        var feed = CreateFeed();
        for (var i = 0; i < 5; i++)
        {
            feed.Enqueue(Change(i));
        }

        Assert.Empty(_shard.Batches);
        await ElapseAsync(() => _shard.Batches.Count == 1);

        var batch = _shard.Batches[0];
        Assert.Equal((7, 3, 1, 4, 5), (batch.Epoch, batch.Feed, batch.Sequence, batch.Shards, batch.Changes.Length));
        Assert.False(batch.CompletesSync);
    }

    [Fact]
    public async Task Feed_batch_is_full_does_not_wait()
    {
        var feed = CreateFeed();
        for (var i = 0; i < 25; i++)
        {
            feed.Enqueue(Change(i));
        }

        await Eventually.TrueAsync(() => _shard.Batches.Count == 2, "two full batches without time passing");
        await ElapseAsync(() => _shard.Batches.Count == 3);
        Assert.Equal([10, 10, 5], _shard.Batches.Select(batch => batch.Changes.Length));
        Assert.Equal([1, 2, 3], _shard.Batches.Select(batch => batch.Sequence));
        Assert.Equal(Enumerable.Range(0, 25), _shard.Batches.SelectMany(batch => batch.Changes).Select(change => int.Parse(change.Object["metadata"u8]["name"u8].AsString("")[1..], null)));
    }

    [Fact]
    public async Task Feed_shard_is_slow_has_one_batch_in_flight_and_makes_writers_wait()
    {
        _shard.Hold();
        var feed = CreateFeed();
        for (var i = 0; i < 30; i++)
        {
            feed.Enqueue(Change(i));
        }

        await Eventually.TrueAsync(() => _shard.InFlight == 1, "the first batch is out");
        var room = feed.WaitForRoomAsync(default).AsTask();
        Assert.False(room.IsCompleted);

        _shard.Release();
        await room.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.TrueAsync(() => _shard.Batches.Count == 3, "all batches");
        Assert.Equal(1, _shard.MostInFlight);
    }

    [Fact]
    public async Task Feed_sync_completes_says_so_in_the_batch_that_holds_the_last_change()
    {
        var feed = CreateFeed();
        for (var i = 0; i < 12; i++)
        {
            feed.Enqueue(Change(i));
        }

        feed.CompleteSync(["Pod"]);
        await feed.Completed.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal([false, true], _shard.Batches.Select(batch => batch.CompletesSync));
        Assert.Equal("Pod", Assert.Single(_shard.Batches[1].UnreadKinds));
    }

    [Fact]
    public async Task Feed_nothing_to_send_completes_sync_with_an_empty_batch()
    {
        var feed = CreateFeed();
        feed.CompleteSync([]);
        await feed.Completed.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(Assert.Single(_shard.Batches).Changes.IsEmpty);
    }

    [Fact]
    public async Task Feed_shard_refuses_reports_it_and_sends_nothing_more()
    {
        _shard.Refusal = new InvalidOperationException("old epoch");
        var feed = CreateFeed();
        feed.Enqueue(Change(0));
        feed.CompleteSync([]);

        Assert.Same(_shard.Refusal, await _failed.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        feed.Enqueue(Change(1));
        Assert.Empty(_shard.Batches);
        Assert.False(feed.Completed.IsCompleted);
    }

    [Fact]
    public async Task Feed_documents_are_large_cuts_batches_by_bytes()
    {
        var feed = CreateFeed();
        for (var i = 0; i < 6; i++)
        {
            feed.Enqueue(Change(i, new string('x', 1_500_000)));
        }

        await Eventually.TrueAsync(() => _shard.Batches.Count >= 1, "a batch");
        Assert.Equal(3, _shard.Batches[0].Changes.Length);
    }

    private static MemberChange Change(int i, string extra = "") => new(
        new GroupVersionKind("apps", "v1", "Deployment"),
        Document.Parse($$$"""{"metadata":{"name":"d{{{i}}}","extra":"{{{extra}}}"}}"""),
        IsDeleted: false,
        new WorkloadKey("c1", "apps", "Deployment", "web", $"d{i}"));

    private ShardFeed CreateFeed() => new(new FeedIdentity(7, 3, 4), 0, _shard, _options, _time, _failed, _stop.Token);

    private Task ElapseAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(20));
            return condition();
        },
        "after the batch delay");

    private sealed class GatedShard : IShardSink
    {
        private TaskCompletionSource? _gate;
        private int _inFlight;

        public ImmutableList<InventoryBatch> Batches { get; private set; } = [];

        public Exception? Refusal { get; set; }

        public int InFlight => Volatile.Read(ref _inFlight);

        public int MostInFlight { get; private set; }

        public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate!.SetResult();

        public async Task ApplyAsync(int shard, InventoryBatch batch, CancellationToken cancellationToken)
        {
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
            await (_gate?.Task ?? Task.CompletedTask);
            Interlocked.Decrement(ref _inFlight);
            if (Refusal is not null)
            {
                throw Refusal;
            }

            Batches = Batches.Add(batch);
        }

        public Task<InventoryStatistics> StatisticsAsync(int shard, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task RetireAsync(long epoch, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
