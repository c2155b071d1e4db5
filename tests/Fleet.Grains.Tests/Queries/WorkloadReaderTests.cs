using Fleet.Grains.Inventory;
using Fleet.Grains.Queries;
using Fleet.Grains.Tests.Hosting;
using Fleet.Grains.Tests.Inventory;
using Fleet.Inventory.Queries;
using Fleet.Storage.Log;
using Fleet.Testing;

namespace Fleet.Grains.Tests.Queries;

/// <summary>Reads of what is live, of what nobody has live, and of what changes hands.</summary>
public sealed class WorkloadReaderTests
{
    [Fact]
    public async Task List_cluster_is_live_nowhere_reads_what_was_published_once_and_names_it()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeedAsync(silo, "a", "b");
        await EndAsync(silo, feeder);
        var reads = silo.Store.Reads("c1");

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(["c1.deployment.a", "c1.deployment.b"], (await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows.Select(row => row.ObjectName));
        }

        var result = await silo.Reader.QueryAsync(new WorkloadQuery(), default);
        Assert.Equal((2, "c1"), ((int)result.Total, Assert.Single(result.StaleClusters)));
        Assert.Equal(reads + 1, silo.Store.Reads("c1"));
        var row = await silo.Reader.DescribeAsync(feeder.KeyOf("a"), default);
        Assert.Equal(("c1.deployment.a", 0), (row!.Row.ObjectName, row.Objects.Count));
    }

    [Fact]
    public async Task List_another_writer_changed_the_cluster_reads_it_anew()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeedAsync(silo, "a");
        await EndAsync(silo, feeder);
        var row = Assert.Single((await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows);

        // As a silo would that this one cannot reach.
        await silo.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(PublishedRows.KeyOf(row), null)] }, default);

        Assert.Empty((await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows);
    }

    [Fact]
    public async Task List_shard_was_overtaken_by_another_owner_does_not_use_it()
    {
        await using var silo = await SiloHarness.StartAsync();
        await FeedAsync(silo, "a");
        var row = Assert.Single((await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows);

        // The old shard is still there and shows its row; the new owner has taken it back already.
        var epoch = await silo.Store.AcquireAsync("c1", "another", default);
        await silo.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(PublishedRows.KeyOf(row), null)], Fence = new Fence("c1", epoch) }, default);
        await silo.Service<FleetDirectory>().CatchUpAsync(default);

        Assert.True(silo.Service<InventoryRegistry>().Find("c1")!.IsWhole);
        Assert.Empty((await silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows);
        Assert.Null(await silo.Reader.FindAsync("shop", "c1.deployment.a", default));
    }

    [Fact]
    public async Task Query_is_not_valid_names_the_field()
    {
        await using var silo = await SiloHarness.StartAsync();

        var error = await Assert.ThrowsAsync<WorkloadQueryException>(() => silo.Reader.QueryAsync(new WorkloadQuery { Limit = -1 }, default).AsTask());

        Assert.Equal("limit", error.Field);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("")]
    [InlineData(".x")]
    [InlineData("c1.deployment.none")]
    public async Task Find_name_of_nothing_is_null(string name)
    {
        await using var silo = await SiloHarness.StartAsync();

        Assert.Null(await silo.Reader.FindAsync("shop", name, default));
    }

    /// <summary>A cluster with rows that only this test feeds: its declared connection leads nowhere.</summary>
    private static async Task<ShardFeeder> FeedAsync(SiloHarness silo, params string[] names)
    {
        var feeder = new ShardFeeder(silo.Shard("c1"), "c1", await silo.Store.AcquireAsync("c1", "test", default));
        await feeder.SyncAsync(names.Select(name => feeder.Deployment(name)));
        return feeder;
    }

    /// <summary>The shard ends, then the cluster is declared: its grain takes a new epoch and cannot connect.</summary>
    private static async Task EndAsync(SiloHarness silo, ShardFeeder feeder)
    {
        await silo.DeclareAsync("c1");
        await Eventually.TrueAsync(
            () => silo.Service<FleetDirectory>().Find("c1") is { Declared: not null, Epoch: > 1 }, "the cluster has its own owner");
        await Assert.ThrowsAsync<BatchRefusedException>(() => feeder.ApplyAsync(feeder.Deployment("never")));
    }
}
