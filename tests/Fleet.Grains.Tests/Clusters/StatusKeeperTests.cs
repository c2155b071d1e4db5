using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Tests.Hosting;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Grains.Tests.Clusters;

public sealed class StatusKeeperTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));
    private readonly FaultyStore _store;
    private readonly ClusterOwnership _ownership;
    private readonly ConnectionGate _gate = new(Options.Create(new ClusterOptions()));
    private ClusterStatus _status = Status(true);

    public StatusKeeperTests()
    {
        _store = new FaultyStore(new MemoryFleetStore(_time));
        _ownership = new ClusterOwnership(_store, "prod", "silo-a");
    }

    public async Task InitializeAsync()
    {
        await _ownership.AcquireAsync(default);
        await PutAsync("""{"metadata":{"name":"prod"},"spec":{"displayName":"a"}}""");
    }

    public async Task DisposeAsync()
    {
        _gate.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task Status_transition_is_written_with_its_event_once()
    {
        var keeper = CreateKeeper();
        Assert.True(await keeper.WriteAsync(default));
        var first = _store.Head;
        await keeper.WriteAsync(default);

        Assert.Equal(first, _store.Head);
        Assert.Equal(["io.fleetengine.cluster.reachable"], await EventsAsync());
        Assert.Equal("2026-11-25T02:00:00Z", (await GetAsync())["status"u8]["conditions"u8][0]["lastTransitionTime"u8].AsString());
    }

    [Fact]
    public async Task Status_flips_and_flips_back_has_an_event_each_time()
    {
        var keeper = CreateKeeper();
        await keeper.WriteAsync(default);
        _status = Status(false);
        await keeper.WriteAsync(default);
        _status = Status(null);
        await keeper.WriteAsync(default);
        _status = Status(true);
        await keeper.WriteAsync(default);

        Assert.Equal(["io.fleetengine.cluster.reachable", "io.fleetengine.cluster.unreachable", "io.fleetengine.cluster.reachable"], await EventsAsync());
    }

    [Fact]
    public async Task Status_spec_changes_meanwhile_keeps_the_new_spec()
    {
        var changed = false;
        var keeper = CreateKeeper(async () =>
        {
            if (!changed)
            {
                changed = true;
                await PutAsync("""{"metadata":{"name":"prod"},"spec":{"displayName":"b"}}""");
            }
        });
        await keeper.WriteAsync(default);

        var stored = await GetAsync();
        Assert.Equal("b", stored["spec"u8]["displayName"u8].AsString());
        Assert.True(stored["status"u8].IsObject);
    }

    [Fact]
    public async Task Status_another_owner_has_taken_over_writes_nothing()
    {
        await _store.AcquireAsync("prod", "silo-b", default);
        var head = _store.Head;
        await Assert.ThrowsAsync<FencedException>(() => CreateKeeper().WriteAsync(default));
        Assert.Equal(head, _store.Head);
    }

    [Fact]
    public async Task Status_written_while_the_next_epoch_is_on_its_way_is_written_under_that()
    {
        var held = _store.HoldAcquisitions();
        var acquiring = _ownership.AcquireAsync(default);
        var writing = CreateKeeper().WriteAsync(default);
        held.Dispose();
        await acquiring;

        Assert.True(await writing);
        Assert.Equal("a", (await GetAsync())["spec"u8]["displayName"u8].AsString());
        Assert.True((await GetAsync())["status"u8].IsObject);
    }

    [Fact]
    public async Task Status_on_its_way_when_the_next_epoch_is_acquired_is_written_first()
    {
        var acquiring = Task.CompletedTask;
        var epoch = _ownership.Epoch;
        _store.BeforeFencedCommit = () =>
        {
            acquiring = _ownership.AcquireAsync(default);
            return Task.CompletedTask;
        };

        Assert.True(await CreateKeeper().WriteAsync(default));
        await acquiring;
        Assert.Equal(epoch + 1, _ownership.Epoch);
        Assert.True((await GetAsync())["status"u8].IsObject);
    }

    [Fact]
    public async Task Status_object_is_gone_says_so()
    {
        await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("prod"), null)] }, default);
        Assert.False(await CreateKeeper().WriteAsync(default));
    }

    [Fact]
    public async Task Status_many_signals_make_one_write_a_second()
    {
        var reads = 0;
        var keeper = CreateKeeper(() =>
        {
            reads++;
            return Task.CompletedTask;
        });
        using var stop = new CancellationTokenSource();
        var running = keeper.RunAsync(stop.Token);
        for (var i = 0; i < 100; i++)
        {
            keeper.Signal();
        }

        await Eventually.TrueAsync(() => reads == 1, "the first write");
        keeper.Signal();
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return reads == 2;
            },
            "the second, a second later");
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, reads);
    }

    private static ClusterStatus Status(bool? reachable) => new() { Conditions = [new ClusterCondition(ClusterConditions.Reachable, reachable, "R")] };

    private StatusKeeper CreateKeeper(Func<Task>? onRead = null)
    {
        var services = new ClusterServices(null!, _gate, Options.Create(new ClusterOptions()), _time, new DocumentPool(), new GrainInstruments(new TestMeters()), NullLogger<ClusterSession>.Instance);
        return new StatusKeeper(
            "prod",
            _store,
            _ownership,
            async _ =>
            {
                await (onRead?.Invoke() ?? Task.CompletedTask);
                return _status;
            },
            services);
    }

    private async Task PutAsync(string json) => await _store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("prod"), Document.Parse(json))] }, default);

    private async Task<Document> GetAsync() => (await _store.GetAsync(StatusKeeper.KeyOf("prod"), default))!.Document;

    private async Task<IReadOnlyList<string>> EventsAsync() => [.. (await _store.ReadLogAsync(LogStream.Events, 0, 100, default)).Select(entry => entry.Document["type"u8].AsString(""))];
}
