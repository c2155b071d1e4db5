using Fleet.Grains.Tests.Hosting;
using Fleet.Grains.Tests.Inventory;
using Fleet.Grains.Workloads;
using Fleet.Kubernetes.Health;
using Fleet.Storage.Log;
using Fleet.Testing;

namespace Fleet.Grains.Tests.Workloads;

/// <summary>Workload grains as shards wake them.</summary>
public sealed class WorkloadGrainTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task Workload_healthy_has_no_activation()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);

        await feeder.SyncAsync(feeder.Deployment("well"), feeder.Deployment("ill", ready: 0));
        await ConcernIsAsync(silo, feeder, "ill", concern => concern is { Health: HealthStatus.Progressing, IsStuck: false });

        var active = await silo.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        Assert.Equal([feeder.KeyOf("ill").ToGrainKey()], active.Where(grain => grain.GrainType.Contains("WorkloadGrain", StringComparison.Ordinal)).Select(grain => grain.GrainId.Key.ToString()));
    }

    [Fact]
    public async Task Workload_progressing_too_long_is_said_to_be_stuck_once()
    {
        await using var silo = await SiloHarness.StartAsync(concerns: options => (options.ProgressDeadline, options.SettleTime) = (Soon, Never));
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("ill", ready: 0));

        await ConcernIsAsync(silo, feeder, "ill", concern => concern is { IsStuck: true });
        await SiloHarness.DeactivateAsync(Grain(silo, feeder, "ill"));
        await ConcernIsAsync(silo, feeder, "ill", concern => concern is { IsStuck: true });
        await feeder.ApplyAsync(feeder.Deployment("ill", replicas: 2, ready: 0));

        var stuck = Assert.Single(await silo.LogAsync(LogStream.Events), entry => entry.Document["type"u8].StringEquals("io.fleetengine.workload.stuck"u8)).Document;
        Assert.Equal(("/clusters/c1", "shop/c1.deployment.ill"), (stuck["source"u8].AsString(), stuck["subject"u8].AsString()));
        Assert.Equal(("Progressing", "Deployment", "ill"), (stuck["data"u8]["health"u8].AsString(), stuck["data"u8]["kind"u8].AsString(), stuck["data"u8]["name"u8].AsString()));
    }

    [Fact]
    public async Task Workload_new_activation_knows_since_when()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("ill", ready: 0));
        var since = (await ConcernIsAsync(silo, feeder, "ill", concern => concern is not null))!.Since;

        await SiloHarness.DeactivateAsync(Grain(silo, feeder, "ill"));

        var again = (await ConcernIsAsync(silo, feeder, "ill", concern => concern is not null))!.Since;
        Assert.True((again - since).Duration() < TimeSpan.FromMilliseconds(1), $"{since} became {again}");
    }

    [Fact]
    public async Task Workload_well_for_a_while_is_let_go()
    {
        await using var silo = await SiloHarness.StartAsync(concerns: options => options.SettleTime = Soon);
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("ill", ready: 0));
        await ConcernIsAsync(silo, feeder, "ill", concern => concern is not null);

        await feeder.ApplyAsync(feeder.Deployment("ill"));

        await ConcernIsAsync(silo, feeder, "ill", concern => concern is null);
        Assert.Empty(await ConcernRecordsAsync(silo));
    }

    [Fact]
    public async Task Workload_gone_is_let_go_at_once()
    {
        await using var silo = await SiloHarness.StartAsync(concerns: options => options.SettleTime = Never);
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("ill", ready: 0));
        await ConcernIsAsync(silo, feeder, "ill", concern => concern is not null);

        await feeder.ApplyAsync(feeder.Deleted("ill"));

        await ConcernIsAsync(silo, feeder, "ill", concern => concern is null);
        Assert.Empty(await ConcernRecordsAsync(silo));
    }

    [Fact]
    public async Task Workload_message_is_late_judges_by_what_is_published()
    {
        await using var silo = await SiloHarness.StartAsync(concerns: options => (options.DegradedDeadline, options.SettleTime) = (Soon, Soon));
        var feeder = await FeederAsync(silo);
        await feeder.SyncAsync(feeder.Deployment("well"));

        // As from a silo that was paused: the row has long been well.
        await Grain(silo, feeder, "well").ObserveAsync(new WorkloadObservation(1, HealthStatus.Degraded, "Old", 1, HealthStatus.Healthy), default);

        await ConcernIsAsync(silo, feeder, "well", concern => concern is null);
        Assert.DoesNotContain(await silo.LogAsync(LogStream.Events), entry => entry.Document["type"u8].StringEquals("io.fleetengine.workload.stuck"u8));
    }

    private static async Task<ShardFeeder> FeederAsync(SiloHarness silo) => new(silo.Shard("c1"), "c1", await silo.Store.AcquireAsync("c1", "test", default));

    private static IWorkloadGrain Grain(SiloHarness silo, ShardFeeder feeder, string name) => silo.Grains.GetGrain<IWorkloadGrain>(feeder.KeyOf(name).ToGrainKey());

    private static async Task<WorkloadConcern?> ConcernIsAsync(SiloHarness silo, ShardFeeder feeder, string name, Func<WorkloadConcern?, bool> isExpected)
    {
        WorkloadConcern? concern = null;
        await Eventually.TrueAsync(async () => isExpected(concern = await Grain(silo, feeder, name).ConcernAsync(default)), $"the concern about {name} (last {concern})");
        return concern;
    }

    private static async Task<List<StoredRecord>> ConcernRecordsAsync(SiloHarness silo)
    {
        var records = new List<StoredRecord>();
        await foreach (var record in silo.Store.ReadAsync("$grains", null, default))
        {
            records.Add(record);
        }

        return records;
    }
}
