using Fleet.Grains.Inventory;
using Fleet.Grains.Tests.Clusters;
using Fleet.Grains.Tests.Hosting;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Storage.Log;

namespace Fleet.Grains.Tests.Inventory;

/// <summary>A shard in a silo: what it takes, what it publishes.</summary>
public sealed class InventoryGrainTests
{
    [Fact]
    public async Task Apply_first_sync_publishes_each_row_once_with_its_event()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);

        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("b"));

        Assert.Equal(["c1.deployment.a", "c1.deployment.b"], (await silo.TableAsync("c1")).Select(row => row.Key.Object.Name));
        Assert.Equal(["io.fleetengine.workload.added", "io.fleetengine.workload.added"], await EventsAsync(silo));
        Assert.Equal(1, silo.Store.FencedCommits);
        Assert.Equal(2, silo.Service<InventoryRegistry>().Find("c1")!.Slots[0].Snapshot!.Rows.Length);
    }

    private static async Task<ShardFeeder> FeederAsync(SiloHarness silo, string cluster = "c1", int feed = 1) =>
        new(silo.Shard(cluster), cluster, await silo.Store.AcquireAsync(cluster, "test", default), feed);

    private static async Task<IEnumerable<string>> EventsAsync(SiloHarness silo, long after = 0) =>
        (await silo.LogAsync(LogStream.Events, after)).Select(entry => entry.Document["type"u8].AsString(""));
}
