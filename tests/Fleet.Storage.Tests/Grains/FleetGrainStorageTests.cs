using Fleet.Storage.Grains;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Fleet.Storage.Tests.Grains;

public sealed class FleetGrainStorageTests
{
    private static readonly GrainId Id = GrainId.Create("counter", "prod|3/a");

    private readonly MemoryFleetStore _store = new(TimeProvider.System);

    [Fact]
    public async Task State_that_was_never_written_is_new()
    {
        var state = await ReadAsync(CreateStorage());
        Assert.Equal((0, null, false), (state.State!.Count, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Written_state_is_read_with_its_etag_and_nobody_hears_of_it()
    {
        var storage = CreateStorage();
        var written = new GrainState<CounterState>(new CounterState { Count = 7 });
        await storage.WriteStateAsync("s", Id, written);
        var read = await ReadAsync(storage);
        Assert.Equal((7, written.ETag, true), (read.State!.Count, read.ETag, read.RecordExists));
        Assert.Empty(await _store.ReadLogAsync(LogStream.Changes, 0, 10, default));
    }

    [Fact]
    public async Task Write_of_what_another_has_written_since_is_inconsistent()
    {
        var storage = CreateStorage();
        var (one, two) = (await ReadAsync(storage), await ReadAsync(storage));
        await storage.WriteStateAsync("s", Id, one);
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("s", Id, two));
        Assert.Equal(one.ETag, error.StoredEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("s", Id, two));
    }

    [Fact]
    public async Task Cleared_state_is_new_and_can_be_written_again()
    {
        var storage = CreateStorage();
        var state = new GrainState<CounterState>(new CounterState { Count = 7 });
        await storage.WriteStateAsync("s", Id, state);
        await storage.ClearStateAsync("s", Id, state);
        Assert.Equal((0, null, false), (state.State!.Count, state.ETag, state.RecordExists));
        await storage.ClearStateAsync("s", Id, state);
        await storage.WriteStateAsync("s", Id, state);
        Assert.True((await ReadAsync(storage)).RecordExists);
    }

    [Fact]
    public async Task A_grain_finds_its_state_after_its_silo_is_gone()
    {
        await using (var cluster = await StartClusterAsync())
        {
            var grain = cluster.Client.GetGrain<ICounterGrain>("prod/eu");
            await grain.AddAsync(3);
            await grain.AddAsync(4);
            await grain.DeactivateAsync();
            Assert.Equal(7, await grain.ReadAsync());
        }

        await using var again = await StartClusterAsync();
        var revived = again.Client.GetGrain<ICounterGrain>("prod/eu");
        Assert.Equal(8, await revived.AddAsync(1));
        await revived.ClearAsync();
        await revived.DeactivateAsync();
        Assert.Equal(0, await revived.ReadAsync());
    }

    private async Task<InProcessTestCluster> StartClusterAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IFleetStore>(_store);
            silo.AddFleetGrainStorage();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    private FleetGrainStorage CreateStorage()
    {
        var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new FleetGrainStorage(_store, services.GetRequiredService<Serializer>(), services.GetRequiredService<IActivatorProvider>());
    }

    private static async Task<GrainState<CounterState>> ReadAsync(IGrainStorage storage)
    {
        var state = new GrainState<CounterState>();
        await storage.ReadStateAsync("s", Id, state);
        return state;
    }
}
