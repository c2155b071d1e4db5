using System.Collections.Immutable;
using Fleet.Grains.Inventory;
using Fleet.Grains.Tests.Hosting;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Storage.Log;
using Fleet.Testing;

namespace Fleet.Grains.Tests.Inventory;

/// <summary>A shard in a silo: what it takes, what it publishes, what it shows.</summary>
public sealed class InventoryGrainTests
{
    [Fact]
    public async Task Apply_first_sync_publishes_each_row_once_with_its_event()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);

        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("b"));

        Assert.Equal(["c1.deployment.a", "c1.deployment.b"], await NamesAsync(silo));
        Assert.Equal(["added", "added"], await EventsAsync(silo));
        Assert.Equal(1, silo.Store.FencedCommits);
        Assert.Equal(2, Rows(silo).Length);
    }

    [Fact]
    public async Task Apply_two_workloads_have_one_name_publishes_one_and_all_others()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        var cut = feeder.KeyOf(new string('a', 253));
        var impostor = cut.ObjectName["c1.deployment.".Length..];
        Assert.Equal(cut.ObjectName, feeder.KeyOf(impostor).ObjectName);

        await feeder.SyncAsync(feeder.Deployment(cut.Name), feeder.Deployment(impostor), feeder.Deployment("b"));
        Assert.Equal([cut.ObjectName, "c1.deployment.b"], await NamesAsync(silo));

        await feeder.ApplyAsync(feeder.Deployment(impostor, replicas: 3), feeder.Deployment("c"));
        Assert.Equal([cut.ObjectName, "c1.deployment.b", "c1.deployment.c"], await NamesAsync(silo));
        Assert.Equal(cut, Rows(silo)[0].Key);
    }

    [Fact]
    public async Task Apply_store_refuses_one_row_publishes_all_others()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        silo.Store.RefusedName = "c1.deployment.bad";

        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("bad"), feeder.Deployment("c"));

        Assert.Equal(["c1.deployment.a", "c1.deployment.c"], await NamesAsync(silo));
        Assert.Equal("", (await silo.Shard("c1").StatisticsAsync(default)).Problem);
    }

    [Fact]
    public async Task Apply_part_of_the_state_publishes_nothing_before_it_is_complete()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);

        await feeder.ApplyAsync(feeder.Deployment("a"));
        Assert.Equal(0, silo.Store.FencedCommits);

        await feeder.SyncAsync(feeder.Deployment("b"));
        Assert.Equal(2, (await NamesAsync(silo)).Count);
    }

    [Fact]
    public async Task Apply_thousands_of_rows_cuts_the_commits()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);

        await feeder.SyncAsync(Enumerable.Range(0, 1200).Select(i => feeder.Deployment($"d{i}")));

        Assert.Equal(3, silo.Store.FencedCommits);
        Assert.Equal(1200, Rows(silo).Length);
        Assert.Equal(1200, (await EventsAsync(silo)).Count);
    }

    [Fact]
    public async Task Apply_thousands_of_rows_shows_each_commit_as_it_is_made()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        var answers = silo.Store.HoldAnswers(after: 1);
        var apply = feeder.SyncAsync(Enumerable.Range(0, 1200).Select(i => feeder.Deployment($"d{i}")));
        await Eventually.TrueAsync(async () => (await NamesAsync(silo)).Count == 1000, "the second commit is in the log");

        var slot = silo.Service<InventoryRegistry>().Find("c1")!.Slots[0];
        Assert.Equal(500, slot.Readable!.Rows.Length);
        Assert.False(slot.Pending!.IsCompleted);
        answers.Dispose();

        await apply;
        Assert.Equal((1200, null), (slot.Readable!.Rows.Length, slot.Pending));
    }

    [Fact]
    public async Task New_activation_state_is_the_same_publishes_nothing()
    {
        await using var silo = await SiloHarness.StartAsync();
        var before = await FeederAsync(silo);
        await before.SyncAsync(before.Deployment("a"), before.Deployment("b"));
        var versions = (await silo.TableAsync("c1")).Select(row => row.Version).ToArray();
        await SiloHarness.DeactivateAsync(silo.Shard("c1"));
        await Eventually.TrueAsync(() => silo.Service<InventoryRegistry>().Find("c1") is null, "the slot is taken out");
        var commits = silo.Store.FencedCommits;

        var after = await FeederAsync(silo);
        await after.SyncAsync(after.Deployment("b"), after.Deployment("a"));

        Assert.Equal(commits, silo.Store.FencedCommits);
        Assert.Equal(versions, (await silo.TableAsync("c1")).Select(row => row.Version));
        Assert.Equal(versions, Rows(silo).Select(row => row.Version));
    }

    [Fact]
    public async Task New_activation_something_vanished_meanwhile_tells_its_deletion()
    {
        await using var silo = await SiloHarness.StartAsync();
        var before = await FeederAsync(silo);
        await before.SyncAsync(before.Deployment("a"), before.Deployment("gone"));
        var head = silo.Store.Head;
        await SiloHarness.DeactivateAsync(silo.Shard("c1"));

        var after = await FeederAsync(silo);
        await after.SyncAsync(after.Deployment("a"));

        var change = Assert.Single(await silo.LogAsync(LogStream.Changes, head), entry => entry.Key.Partition == "c1");
        Assert.Equal((StoreEventType.Deleted, "c1.deployment.gone"), (change.Type, change.Key.Object.Name));
        Assert.Equal(["removed"], await EventsAsync(silo, head));
    }

    [Fact]
    public async Task Apply_batch_is_missing_or_old_is_refused_and_changes_nothing()
    {
        await using var silo = await SiloHarness.StartAsync();
        var epoch = await silo.Store.AcquireAsync("c1", "test", default);
        var feeder = new ShardFeeder(silo.Shard("c1"), "c1", epoch, feed: 2);
        await feeder.SyncAsync(feeder.Deployment("a"));
        var skipped = feeder.Batch(completes: false, feeder.Deployment("lost"));

        Assert.Equal(BatchRefusal.Gap, await RefusalAsync(() => feeder.ApplyAsync(feeder.Deployment("b"))));
        Assert.Equal(BatchRefusal.Old, await RefusalAsync(() => new ShardFeeder(silo.Shard("c1"), "c1", epoch, feed: 1).SyncAsync()));
        Assert.Equal(BatchRefusal.Old, await RefusalAsync(() => new ShardFeeder(silo.Shard("c1"), "c1", epoch - 1, feed: 9).SyncAsync()));
        Assert.Equal(["c1.deployment.a"], await NamesAsync(silo));

        await silo.Shard("c1").ApplyAsync(skipped, default);
        Assert.Equal(["c1.deployment.a", "c1.deployment.lost"], await NamesAsync(silo));
    }

    [Fact]
    public async Task Apply_another_owner_has_the_cluster_writes_nothing_and_ends()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("a"));
        await silo.Store.AcquireAsync("c1", "another", default);

        Assert.Equal(BatchRefusal.Fenced, await RefusalAsync(() => feeder.ApplyAsync(feeder.Deployment("b"))));

        Assert.Equal(["c1.deployment.a"], await NamesAsync(silo));
        Assert.Null(silo.Service<InventoryRegistry>().Find("c1"));
    }

    [Fact]
    public async Task Apply_store_is_away_keeps_what_it_saw_and_publishes_later()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("a"));
        silo.Store.Commits = FaultyStore.Fault.Away;

        await feeder.ApplyAsync(feeder.Deployment("b"));
        await feeder.ApplyAsync(feeder.Deployment("c"));
        Assert.Contains("full", (await silo.Shard("c1").StatisticsAsync(default)).Problem, StringComparison.Ordinal);
        Assert.Equal(["c1.deployment.a"], await NamesAsync(silo));

        silo.Store.Commits = FaultyStore.Fault.None;
        await Eventually.TrueAsync(async () => (await NamesAsync(silo)).Count == 3, "published later");
        await Eventually.TrueAsync(async () => (await silo.Shard("c1").StatisticsAsync(default)).Problem.Length == 0, "the problem is over");
        Assert.Equal(["added", "added", "added"], await EventsAsync(silo));
        Assert.Equal(3, Rows(silo).Length);
    }

    [Fact]
    public async Task Apply_answer_of_the_store_is_lost_says_nothing_twice()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("old"));
        silo.Store.Commits = FaultyStore.Fault.AnswerLost;

        await feeder.ApplyAsync(feeder.Deployment("b"), feeder.Deleted("old"));
        silo.Store.Commits = FaultyStore.Fault.None;

        await Eventually.TrueAsync(() => Rows(silo).Select(row => row.ObjectName).SequenceEqual(["c1.deployment.a", "c1.deployment.b"]), "shown");
        Assert.Equal(["added", "added", "added", "removed"], (await EventsAsync(silo)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_commit_is_under_way_waits_for_it()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("a"));
        var answers = silo.Store.HoldAnswers();
        var apply = feeder.ApplyAsync(feeder.Deployment("b"));
        await Eventually.TrueAsync(async () => (await NamesAsync(silo)).Count == 2, "it is in the log");

        var list = silo.Reader.ListAsync(new WorkloadListQuery(null), default).AsTask();
        Assert.False(list.IsCompleted);
        answers.Dispose();

        Assert.Equal(2, (await list).Rows.Count);
        await apply;
    }

    [Fact]
    public async Task Retire_cluster_is_gone_takes_back_its_rows_and_ends()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("b"));
        var epoch = await silo.Store.AcquireAsync("c1", "test", default);

        await silo.Shard("c1").RetireAsync(epoch, 1, default);

        Assert.Empty(await NamesAsync(silo));
        Assert.Equal(["added", "added", "removed", "removed"], await EventsAsync(silo));
        Assert.Null(silo.Service<InventoryRegistry>().Find("c1"));
    }

    [Fact]
    public async Task Shards_epoch_begins_each_holds_its_share()
    {
        await using var silo = await SiloHarness.StartAsync();
        var whole = await FeederAsync(silo);
        var names = Enumerable.Range(0, 40).Select(i => $"d{i}").ToArray();
        await whole.SyncAsync(names.Select(name => whole.Deployment(name)));
        var commits = silo.Store.FencedCommits;

        var epoch = await silo.Store.AcquireAsync("c1", "test", default);
        var halves = Enumerable.Range(0, 2).Select(shard => new ShardFeeder(silo.Shard("c1", shard), "c1", epoch, shards: 2)).ToArray();
        foreach (var (half, shard) in halves.Select((half, shard) => (half, shard)))
        {
            await half.SyncAsync(names.Where(name => MemberRouter.ShardOf(half.KeyOf(name), 2) == shard).Select(name => half.Deployment(name)));
        }

        Assert.Equal(commits, silo.Store.FencedCommits);
        var held = silo.Service<InventoryRegistry>().Find("c1")!;
        Assert.True(held.IsWhole);
        Assert.Equal(40, held.Slots.Sum(slot => slot.Snapshot!.Rows.Length));
        Assert.Equal(40, (await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows.Count);
    }

    private static async Task<ShardFeeder> FeederAsync(SiloHarness silo, string cluster = "c1", int feed = 1) =>
        new(silo.Shard(cluster), cluster, await silo.Store.AcquireAsync(cluster, "test", default), feed);

    private static async Task<List<string>> EventsAsync(SiloHarness silo, long after = 0) =>
        [.. (await silo.LogAsync(LogStream.Events, after)).Select(entry => entry.Document["type"u8].AsString("").Split('.')[^1])];

    private static async Task<List<string>> NamesAsync(SiloHarness silo) => [.. (await silo.TableAsync("c1")).Select(row => row.Key.Object.Name)];

    private static ImmutableArray<Workload> Rows(SiloHarness silo) => silo.Service<InventoryRegistry>().Find("c1")!.Slots[0].Snapshot!.Rows;

    private static async Task<BatchRefusal> RefusalAsync(Func<Task> call) => (await Assert.ThrowsAsync<BatchRefusedException>(call)).Reason;
}
