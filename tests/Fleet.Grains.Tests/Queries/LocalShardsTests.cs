using Fleet.Grains.Inventory;
using Fleet.Grains.Queries;
using Fleet.Grains.Tests.Clusters;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Queries;

/// <summary>What a silo's registry answers while its shards commit, fail and go.</summary>
public sealed class LocalShardsTests : IAsyncDisposable
{
    private readonly MemoryFleetStore _store = new(TimeProvider.System);
    private readonly InventoryRegistry _registry = new(new GrainInstruments(new TestMeters()));
    private readonly FakeTimeProvider _time = new();
    private readonly FleetDirectory _directory;
    private readonly LocalShards _shards;

    public LocalShardsTests()
    {
        _directory = new(_store, TimeProvider.System, NullLogger<FleetDirectory>.Instance);
        _shards = new(_registry, _directory, grains: null!, _time);
    }

    [Fact]
    public async Task Ask_commits_begin_after_the_question_waits_only_for_those_before()
    {
        var slots = Enumerable.Range(1, 5).Select(i => Open($"c{i}")).ToArray();
        slots[0].Begin();
        var answer = AskAsync();
        Assert.False(answer.IsCompleted);

        // Commits without end: were they waited for too, there would be no answer.
        slots.Skip(1).ToList().ForEach(slot => slot.Begin());
        slots[0].Publish(Snapshot("c1", version: 2));
        slots[0].Begin();

        Assert.Equal([("c1", 2L), ("c2", 1L), ("c3", 1L), ("c4", 1L), ("c5", 1L)], Shown(await answer));
    }

    [Theory]
    [InlineData("spec.ref.cluster=c2", "")]
    [InlineData("", "fleetengine.io/cluster=c2")]
    public async Task Ask_cluster_cannot_match_does_not_wait_for_it(string fields, string labels)
    {
        Open("c1").Begin();
        Open("c2");

        var list = await _shards.AskAsync(new() { List = new(null) { FieldSelector = fields, LabelSelector = labels } }, default);
        var query = await _shards.AskAsync(new() { Query = new() { FieldSelector = fields, LabelSelector = labels } }, default);

        // They are here nevertheless: nobody has to look elsewhere.
        Assert.Equal(2, list.Held.Clusters.Count(entry => entry.IsWhole));
        Assert.Equal(list.Held, query.Held);
    }

    [Fact]
    public async Task Ask_commit_does_not_end_answers_without_its_cluster_and_says_so()
    {
        Open("c1").Begin();
        Open("c2");
        var answer = AskAsync();
        Assert.False(answer.IsCompleted);

        _time.Advance(LocalShards.CommitPatience);

        Assert.Equal([("c2", 1L)], Shown(await answer));
        Assert.Equal([("c1", false), ("c2", true)], (await answer).Held.Clusters.Select(entry => (entry.Cluster, entry.IsWhole)).Order());
    }

    [Fact]
    public async Task Ask_nothing_moved_repeats_the_stamp_alone()
    {
        var slot = Open("c1");
        var first = (await AskAsync()).Held;

        Assert.True((await AskAsync(first.Stamp)).Held is { Clusters.IsDefault: true } same && same.Stamp == first.Stamp);
        slot.Doubt();
        var doubted = (await AskAsync(first.Stamp)).Held;
        Assert.False(Assert.Single(doubted.Clusters).IsWhole);
        Assert.NotEqual(first.Stamp, doubted.Stamp);
    }

    [Fact]
    public async Task Ask_shards_commit_fail_and_go_holds_all_that_was_known_and_names_its_set_exactly()
    {
        string[] clusters = ["c1", "c2", "c3"];
        var committed = new long[clusters.Length];
        using var stop = new CancellationTokenSource();
        var writers = clusters.Select((cluster, i) => Task.Run(() => Write(cluster, ref committed[i], stop.Token))).ToArray();
        var known = new HeldShards(-1, []);
        for (var ask = 0; ask < 20_000; ask++)
        {
            var seen = clusters.Select((_, i) => Volatile.Read(ref committed[i])).ToArray();
            var answer = await AskAsync(known.Stamp);
            known = answer.Held.Clusters.IsDefault ? known : answer.Held;

            var shown = Shown(answer);
            Assert.Equal(answer.Held.Stamp, known.Stamp);
            Assert.Equal(known.Clusters.Where(entry => entry.IsWhole).Select(entry => entry.Cluster).Order(), shown.Select(row => row.Cluster));
            Assert.All(shown, row => Assert.True(row.Version >= seen[Array.IndexOf(clusters, row.Cluster)]));
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return _store.DisposeAsync();
    }

    /// <summary>A shard's life, over and over: commits, some of which leave doubt, and a new activation now and then.</summary>
    private void Write(string cluster, ref long committed, CancellationToken stop)
    {
        var slot = Open(cluster);
        for (var version = 2L; !stop.IsCancellationRequested; version++)
        {
            slot.Begin();
            Volatile.Write(ref committed, version);
            if (version % 3 == 0)
            {
                slot.Doubt();
            }

            if (version % 7 == 0)
            {
                var next = new InventorySlot(cluster, 0, 1, version);
                _registry.Open(next);
                _registry.Close(slot);
                slot = next;
            }

            slot.Publish(Snapshot(cluster, version));
        }
    }

    private Task<SiloAnswer> AskAsync(long knownStamp = -1) => _shards.AskAsync(new() { List = new(null), KnownStamp = knownStamp }, default).AsTask();

    private static List<(string Cluster, long Version)> Shown(SiloAnswer answer) => [.. answer.Page!.Rows.Select(row => (row.Key.Cluster, row.Version))];

    private InventorySlot Open(string cluster)
    {
        var slot = new InventorySlot(cluster, 0, 1, epoch: 1);
        slot.Publish(Snapshot(cluster, version: 1));
        _registry.Open(slot);
        return slot;
    }

    /// <summary>One row, of the version it was committed at.</summary>
    private static ShardSnapshot Snapshot(string cluster, long version)
    {
        var key = new WorkloadKey(cluster, "apps", "Deployment", "shop", "web");
        return new(cluster, 0, 1, [new Workload(key, Document.EmptyObject) { ObjectName = key.ObjectName, Version = version }]);
    }
}
