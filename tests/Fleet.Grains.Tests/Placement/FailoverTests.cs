using Fleet.Grains.Inventory;
using Fleet.Grains.Placement;
using Fleet.Grains.Tests.Hosting;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Fleet.Grains.Tests.Placement;

/// <summary>Clusters, silos that come and go, and what readers see meanwhile. The clusters are simulated and followed over HTTP.</summary>
public sealed class FailoverTests
{
    private const int Clusters = 6;
    private const int Workloads = 4;

    [Fact]
    public async Task Silos_are_two_each_has_its_own_clusters_and_reads_all()
    {
        await using var fleet = await FleetConnector.StartAsync(Clusters, Workloads);
        await using var silos = await StartAsync(fleet, 2);

        foreach (var cluster in fleet.Names)
        {
            var owner = silos.Service<ClusterOwners>().OwnerOf(cluster);
            Assert.Equal(owner, silos.Service<ClusterOwners>(1).OwnerOf(cluster));
            Assert.All(silos.Silos, silo => Assert.Equal(silo.SiloAddress.Equals(owner), Registry(silo).Find(cluster) is not null));
        }

        // Asked again, silos name what they have by a stamp only.
        foreach (var reader in silos.Silos.Concat(silos.Silos).Select(silo => silo.ServiceProvider.GetRequiredService<IWorkloadReader>()))
        {
            var result = await reader.QueryAsync(new WorkloadQuery { Facets = ["spec.ref.cluster"], Sort = ["-metadata.name"], Limit = 5 }, default);
            Assert.Equal((Clusters * Workloads, 5, Clusters), ((int)result.Total, result.Rows.Count, result.Facets[0].Values.Count));
            Assert.Empty(result.StaleClusters);
            Assert.NotNull((await reader.DescribeAsync(result.Rows[0].Key, default))!.Objects.FirstOrDefault());
            Assert.Equal(result.Rows[0].Version, (await reader.FindAsync(result.Rows[0].Key.Namespace, result.Rows[0].ObjectName, default))!.Version);
        }
    }

    [Fact]
    public async Task Silo_is_killed_its_clusters_live_on_the_other_and_nothing_is_lost_or_doubled()
    {
        await using var fleet = await FleetConnector.StartAsync(Clusters, Workloads);
        await using var silos = await StartAsync(fleet, 2);
        var victim = silos.Silos.Single(silo => Registry(silo).Find("c1") is not null);
        var survivor = silos.Silos.Single(silo => silo != victim);
        var moved = Registry(victim).Clusters.Select(cluster => cluster.Name).ToArray();

        await silos.KillAsync(victim);
        await fleet.CreateAsync(moved[0], "meanwhile");

        await Eventually.TrueAsync(() => moved.All(cluster => Registry(survivor).Find(cluster) is { IsWhole: true }), "the clusters are live on the other silo");
        await Eventually.TrueAsync(async () => (await silos.TableAsync(moved[0])).Any(row => row.Key.Object.Name.EndsWith(".meanwhile", StringComparison.Ordinal)), "what happened meanwhile is seen");
        var rows = (await survivor.ServiceProvider.GetRequiredService<IWorkloadReader>().ListAsync(new WorkloadListQuery(null), default)).Rows;
        Assert.Equal((Clusters * Workloads) + 1, rows.Count);
        await AssertLogTellsTheTableAsync(silos, fleet);
    }

    [Fact]
    public async Task Silo_is_stopped_or_joins_lists_are_never_short_and_never_doubled()
    {
        await using var fleet = await FleetConnector.StartAsync(Clusters, Workloads);
        await using var silos = await StartAsync(fleet, 2);
        using var stop = new CancellationTokenSource();
        var reading = ReadAllTheTimeAsync(silos, fleet, stop.Token);

        // Which clusters a silo wins depends on its port; one that wins none moves nothing.
        InProcessSiloHandle added;
        do
        {
            added = await silos.AddSiloAsync();
            await LiveAsync(silos, fleet);
        }
        while (!Registry(added).Clusters.Any());

        await silos.StopAsync(silos.Silos[1]);
        await LiveAsync(silos, fleet);
        await Task.WhenAll(fleet.Names.Select(cluster => fleet.CreateAsync(cluster, "last")));
        await Eventually.TrueAsync(
            async () => (await silos.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows.Count(row => row.Key.Name == "last") == Clusters, "the last change is seen");

        await stop.CancelAsync();
        Assert.True(await reading > 10, "too few lists to tell anything");
        await AssertLogTellsTheTableAsync(silos, fleet);
    }

    [Fact]
    public async Task Cluster_is_removed_its_grains_and_rows_are_gone()
    {
        await using var fleet = await FleetConnector.StartAsync(1, Workloads);
        await using var silos = await StartAsync(fleet, 1);

        await silos.DeclareAsync("c1", metadata: $""","deletionTimestamp":"2026-03-01T09:00:00Z","finalizers":["{FleetKinds.ClusterFinalizer}"]""");

        var key = new RecordKey(RecordKey.Declared, new(FleetKinds.Clusters.GroupResource, "", "c1"));
        await Eventually.TrueAsync(async () => (await silos.TableAsync("c1")).Count == 0 && await silos.Store.GetAsync(key, default) is null, "rows and object are gone");
        await Eventually.TrueAsync(
            async () => !(await silos.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Any(grain => Rendezvous.ClusterOf(grain.GrainId.Key.ToString()!) == "c1"), "the grains are gone");
        Assert.Null(Registry(silos.Silos[0]).Find("c1"));
        Assert.Empty((await silos.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows);
    }

    private static async Task<SiloHarness> StartAsync(FleetConnector fleet, int count)
    {
        var silos = await SiloHarness.StartAsync(count, fleet);
        foreach (var cluster in fleet.Names)
        {
            await silos.DeclareAsync(cluster);
        }

        await LiveAsync(silos, fleet);
        return silos;
    }

    /// <summary>Every cluster is whole and synced where it belongs.</summary>
    private static Task LiveAsync(SiloHarness silos, FleetConnector fleet) => Eventually.AnswerAsync(
        () => Task.FromResult(string.Join("; ", fleet.Names.Where(cluster => !IsLive(silos, cluster)).Select(cluster => Whereabouts(silos, cluster)))),
        elsewhere => elsewhere.Length == 0,
        TimeSpan.FromSeconds(30),
        "all clusters are live where they belong");

    private static bool IsLive(SiloHarness silos, string cluster) => silos.Silos.Any(silo =>
        silo.SiloAddress.Equals(silo.ServiceProvider.GetRequiredService<ClusterOwners>().OwnerOf(cluster))
        && Registry(silo).Find(cluster) is { IsWhole: true } held
        && held.Slots.Sum(slot => slot.Snapshot!.Rows.Length) >= Workloads);

    /// <summary>In words, for a failure: where each silo thinks the cluster belongs, and who has it.</summary>
    private static string Whereabouts(SiloHarness silos, string cluster) => cluster + ": " + string.Join(", ", silos.Silos.Select(silo =>
        $"{silo.SiloAddress} says {silo.ServiceProvider.GetRequiredService<ClusterOwners>().OwnerOf(cluster)} and has {Registry(silo).Find(cluster)?.Slots.Sum(slot => slot.Snapshot?.Rows.Length ?? 0).ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "nothing"}"));

    /// <summary>Reads while everything moves. A list must hold, once each, all rows that were in the store when it was asked for.</summary>
    private static async Task<int> ReadAllTheTimeAsync(SiloHarness silos, FleetConnector fleet, CancellationToken stop)
    {
        var reader = silos.Reader;
        for (var lists = 0; ; lists++)
        {
            if (stop.IsCancellationRequested)
            {
                return lists;
            }

            var before = new List<string>();
            foreach (var cluster in fleet.Names)
            {
                before.AddRange((await silos.TableAsync(cluster)).Select(row => row.Key.Object.Name));
            }

            var listed = (await reader.ListAsync(new WorkloadListQuery(null) { Limit = 1000 }, default)).Rows.Select(row => row.ObjectName).ToArray();
            Assert.Equal(listed.Length, listed.Distinct(StringComparer.Ordinal).Count());
            Assert.Empty(before.Except(listed, StringComparer.Ordinal));
            await Task.Yield();
        }
    }

    /// <summary>Who follows the log from its beginning knows the table; each workload was added once.</summary>
    private static async Task AssertLogTellsTheTableAsync(SiloHarness silos, FleetConnector fleet)
    {
        var known = new Dictionary<RecordKey, long>();
        foreach (var entry in (await silos.LogAsync(LogStream.Changes)).Where(entry => entry.Key.Partition.Length > 0))
        {
            Assert.Equal(known.GetValueOrDefault(entry.Key), entry.Previous?.Version ?? 0);
            if (entry.Type == StoreEventType.Deleted)
            {
                known.Remove(entry.Key);
            }
            else
            {
                known[entry.Key] = entry.Position;
            }
        }

        foreach (var cluster in fleet.Names)
        {
            Assert.All(await silos.TableAsync(cluster), row => Assert.Equal(known[row.Key], row.Version));
        }

        var added = (await silos.LogAsync(LogStream.Events)).Where(entry => entry.Document["type"u8].StringEquals("io.fleetengine.workload.added"u8)).Select(entry => entry.Document["subject"u8].AsString(""));
        Assert.All(added.CountBy(subject => subject), entry => Assert.Equal(1, entry.Value));
    }

    private static InventoryRegistry Registry(InProcessSiloHandle silo) => silo.ServiceProvider.GetRequiredService<InventoryRegistry>();
}
