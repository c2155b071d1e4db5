using Fleet.Grains.Clusters;
using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Queries;
using Fleet.Grains.Tests.Hosting;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Clusters;
using Fleet.Simulator.Faults;
using Fleet.Storage.Log;
using Fleet.Storage.Vault;
using Fleet.Testing;
using Orleans.Core.Internal;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>Cluster grains in a silo, with real shards, a store in memory and a simulated member cluster over HTTP.</summary>
public sealed class ClusterGrainTests
{
    [Fact]
    public async Task Cluster_is_declared_becomes_ready_and_its_workloads_can_be_read()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();

        await fleet.ReadyAsync();

        var status = (await fleet.ClusterAsync())!["status"u8];
        Assert.StartsWith("v1.", status["version"u8].AsString(""), StringComparison.Ordinal);
        Assert.Equal(3, (await fleet.Silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows.Count(row => row.Key.Kind == "Deployment"));
        await Eventually.TrueAsync(async () => (await fleet.ClusterAsync())!["status"u8]["workloads"u8]["total"u8].AsInt64() >= 3, "workloads are counted");
        Assert.Equal(1, (await fleet.EventsAsync()).Count(type => type == "io.fleetengine.cluster.synced"));
        var report = await fleet.Grain.ReportAsync(default);
        Assert.True(report is { IsReachable: true, IsSynced: true, Shards: 1, Epoch: > 0, Objects: > 3, Problem: "" }, report.ToString());
    }

    [Fact]
    public async Task Cluster_changes_are_published()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();

        await fleet.Member.CreateAsync("late");
        await Eventually.TrueAsync(async () => (await fleet.RowsAsync()).Contains("late"), "the row");
        await fleet.Member.Client.DeleteAsync(new ResourceAddress(SimulatedClusterFixture.Deployments, "default", "late"));
        await Eventually.TrueAsync(async () => !(await fleet.RowsAsync()).Contains("late"), "the row is gone");
    }

    [Fact]
    public async Task Cluster_goes_away_and_comes_back_has_one_event_for_each()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();

        fleet.Member.Cluster.Faults.Add(new Fault("down", FaultKind.ApiDown, FaultTarget.All));
        await Eventually.TrueAsync(async () => await fleet.ConditionAsync("Reachable") == "False", "it is unreachable");
        Assert.NotEmpty(await fleet.RowsAsync());
        await fleet.Silo.Service<FleetDirectory>().CatchUpAsync(default);
        Assert.Equal(["c1"], (await fleet.Silo.Reader.QueryAsync(new WorkloadQuery(), default)).StaleClusters);
        fleet.Member.Cluster.Faults.Remove("down");
        await fleet.ReadyAsync();
        await fleet.Silo.Service<FleetDirectory>().CatchUpAsync(default);
        Assert.Empty((await fleet.Silo.Reader.QueryAsync(new WorkloadQuery(), default)).StaleClusters);

        var events = (await fleet.EventsAsync()).Where(type => type.StartsWith("io.fleetengine.cluster.", StringComparison.Ordinal)).Select(type => type[23..]).ToList();
        Assert.Equal(["reachable", "synced", "unreachable", "reachable", "synced"], events);
    }

    [Fact]
    public async Task Cluster_is_deleted_takes_back_its_rows_and_lets_its_object_go()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();

        await fleet.DeleteAsync();

        await Eventually.TrueAsync(async () => await fleet.ClusterAsync() is null, "the object is gone");
        Assert.Empty(await fleet.Silo.TableAsync("c1"));
        Assert.Contains("io.fleetengine.cluster.removed", await fleet.EventsAsync());
        Assert.Contains("io.fleetengine.workload.removed", await fleet.EventsAsync());
        Assert.NotNull(await fleet.Member.Client.GetVersionAsync());
    }

    [Fact]
    public async Task Cluster_object_goes_without_its_grain_has_its_rows_and_credentials_taken_back()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();
        var vault = fleet.Silo.Service<CredentialVault>();
        await vault.SealAsync("c1", "a kubeconfig", default);
        Assert.NotEmpty(await fleet.Silo.TableAsync("c1"));

        await fleet.Silo.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("c1"), null)] }, default);
        await fleet.Grain.ReconcileAsync(default);

        await Eventually.TrueAsync(async () => (await fleet.Silo.TableAsync("c1")).Count == 0, "the rows are gone");
        Assert.Empty(await vault.ForgettingAsync("c1", null, default));
        Assert.Contains("io.fleetengine.workload.removed", await fleet.EventsAsync());
        await Eventually.TrueAsync(async () => (await fleet.RowsAsync()).Count == 0, "readers see none");
    }

    [Fact]
    public async Task Cluster_is_removed_many_callers_are_answered_and_nothing_is_revived_again()
    {
        await using var fleet = await GrainFleet.StartAsync(workloads: 0);
        using var revivals = new RevivalCount(fleet.Silo);
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();
        await fleet.DeleteAsync();
        await Eventually.TrueAsync(async () => await fleet.ClusterAsync() is null, "the object is gone");
        await fleet.Silo.Service<FleetDirectory>().CatchUpAsync(default);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => fleet.Grain.ReconcileAsync(default)));

        // A cluster that was told apart from the removed one has been seen to: so was whatever stood in the queue before it.
        await fleet.Silo.DeclareAsync("c2");
        await Eventually.TrueAsync(async () => await fleet.Silo.Grains.GetGrain<IClusterGrain>("c2").ReportAsync(default) is { Epoch: > 0 }, "the other is live");
        Assert.Equal(0, revivals.Failed);
    }

    [Fact]
    public async Task Cluster_is_not_declared_is_reconciled_and_reported_without_a_fault()
    {
        await using var fleet = await GrainFleet.StartAsync(workloads: 0);
        await fleet.Grain.ReconcileAsync(default);
        var report = await fleet.Grain.ReportAsync(default);
        Assert.Equal((0, false, 0), (report.Epoch, report.IsReachable, report.Shards));
    }

    [Fact]
    public async Task Cluster_is_unreachable_can_be_removed_all_the_same()
    {
        await using var fleet = await GrainFleet.StartAsync();
        fleet.Connector.Kubeconfig = "not a kubeconfig";
        await fleet.DeclareAsync();
        await Eventually.TrueAsync(async () => await fleet.ConditionAsync("Reachable") == "False", "it is unreachable");

        await fleet.DeleteAsync();

        await Eventually.TrueAsync(async () => await fleet.ClusterAsync() is null, "the object is gone");
    }

    [Fact]
    public async Task Cluster_is_paused_keeps_its_rows_and_is_followed_again_after()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();

        await fleet.ChangeAsync(spec => spec["paused"] = true);
        await Eventually.TrueAsync(async () => await fleet.ConditionAsync("Reachable") == "Unknown", "it is paused");
        await fleet.Member.CreateAsync("meanwhile");
        Assert.Equal(3, (await fleet.RowsAsync()).Count);

        await fleet.ChangeAsync(spec => spec["paused"] = false);
        await Eventually.TrueAsync(async () => (await fleet.RowsAsync()).Contains("meanwhile"), "it is followed again");
    }

    [Fact]
    public async Task Cluster_another_owner_acquires_it_writes_nothing_more_under_its_old_epoch()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();
        var epoch = (await fleet.Grain.ReportAsync(default)).Epoch;

        var stolen = await fleet.Silo.Store.AcquireAsync("c1", "silo-elsewhere", default);
        Assert.Equal(epoch + 1, stolen);
        await fleet.Member.CreateAsync("late");

        // This silo is the only one: fenced off, the grain lets go, is woken again (else by the revival's sweep) and acquires anew.
        await Eventually.TrueAsync(
            async () =>
            {
                await fleet.Grain.ReconcileAsync(default);
                return (await fleet.RowsAsync()).Contains("late");
            },
            "the row");
        Assert.True((await fleet.Grain.ReportAsync(default)).Epoch > stolen);
    }

    [Fact]
    public async Task Cluster_grain_is_deactivated_stops_its_session_and_the_next_one_takes_over()
    {
        await using var fleet = await GrainFleet.StartAsync();
        await fleet.DeclareAsync();
        await fleet.ReadyAsync();
        var epoch = (await fleet.Grain.ReportAsync(default)).Epoch;

        await fleet.Grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle();

        await Eventually.TrueAsync(async () => await fleet.Grain.ReportAsync(default) is { IsSynced: true } report && report.Epoch > epoch, "a new tenure");
        await fleet.Member.CreateAsync("late");
        await Eventually.TrueAsync(async () => (await fleet.RowsAsync()).Contains("late"), "the row");
        Assert.Equal(1, (await fleet.EventsAsync()).Count(type => type == "io.fleetengine.cluster.synced"));
    }

    [Fact]
    public async Task Cluster_is_deleted_with_removal_delete_deletes_what_the_engine_applied_and_nothing_else()
    {
        await using var fleet = await GrainFleet.StartAsync(workloads: 0);
        await fleet.Member.CreateAsync("theirs");
        await fleet.Member.Client.ApplyAsync(ConfigMap("ours"), OwnedConfigMap("ours"), new WriteOptions { FieldManager = "fleet" });
        await fleet.Member.Client.ApplyAsync(ConfigMap("labelled"), OwnedConfigMap("labelled"), new WriteOptions { FieldManager = "somebody" });
        await fleet.DeclareAsync("""{"context":"c1","removal":"delete"}""");
        await fleet.ReadyAsync();

        await fleet.DeleteAsync();
        await Eventually.TrueAsync(async () => await fleet.ClusterAsync() is null, "the object is gone");

        var refused = await Assert.ThrowsAsync<KubernetesApiException>(() => fleet.Member.Client.GetAsync(ConfigMap("ours")));
        Assert.True(refused.IsNotFound);
        Assert.NotNull(await fleet.Member.Client.GetAsync(ConfigMap("labelled")));
        Assert.NotNull(await fleet.Member.Client.GetAsync(new ResourceAddress(SimulatedClusterFixture.Deployments, "default", "theirs")));
    }

    private static ResourceAddress ConfigMap(string name) => new(new("", "v1", "configmaps"), "default", name);

    private static Document OwnedConfigMap(string name) => Document.Parse(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"app.kubernetes.io/managed-by":"fleet"}},"data":{"a":"b"}}""");

    private sealed class GrainFleet(SimulatedClusterFixture member, TextConnector connector, SiloHarness silo) : IAsyncDisposable
    {
        public SimulatedClusterFixture Member { get; } = member;

        public TextConnector Connector { get; } = connector;

        public SiloHarness Silo { get; } = silo;

        public IClusterGrain Grain => Silo.Grains.GetGrain<IClusterGrain>("c1");

        public static async Task<GrainFleet> StartAsync(int workloads = 3)
        {
            var member = await SimulatedClusterFixture.StartAsync(workloads);
            var connector = new TextConnector { Kubeconfig = member.Kubeconfig };
            return new(member, connector, await SiloHarness.StartAsync(connector: connector));
        }

        public async Task DeclareAsync(string spec = """{"context":"c1"}""")
        {
            var cluster = Document.Parse(
                $$"""
                {"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"c1","uid":"8f14e45f-ceea-467f-ab16-2d7a0a0a3a3a","generation":1,"finalizers":["{{FleetKinds.ClusterFinalizer}}"]},"spec":{{spec}}}
                """);
            await Silo.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(StatusKeeper.KeyOf("c1"), cluster)] }, default);
            await Grain.ReconcileAsync(default);
        }

        public Task ChangeAsync(Action<DocumentNode> change) => WriteAsync(node => change(node.GetOrAddObject("spec")));

        public Task DeleteAsync() => WriteAsync(node => node.GetOrAddObject("metadata")["deletionTimestamp"] = "2026-11-25T02:00:00Z");

        public async Task<Document?> ClusterAsync() => (await Silo.Store.GetAsync(StatusKeeper.KeyOf("c1"), default))?.Document;

        public async Task<string?> ConditionAsync(string type) => (await ClusterAsync())?["status"u8]["conditions"u8].Items.ToList()
            .Where(condition => condition["type"u8].AsString() == type).Select(condition => condition["status"u8].AsString()).FirstOrDefault();

        public Task ReadyAsync() => Eventually.TrueAsync(async () => await ConditionAsync("Ready") == "True", "the cluster is ready");

        public async Task<IReadOnlyList<string>> RowsAsync() => [.. (await Silo.Reader.ListAsync(new WorkloadListQuery(null), default)).Rows.Select(row => row.Key.Name)];

        public async Task<IReadOnlyList<string>> EventsAsync() => [.. (await Silo.LogAsync(LogStream.Events)).Select(entry => entry.Document["type"u8].AsString(""))];

        public async ValueTask DisposeAsync()
        {
            await Silo.DisposeAsync();
            await Member.DisposeAsync();
        }

        private async Task WriteAsync(Action<DocumentNode> change)
        {
            while (true)
            {
                var record = (await Silo.Store.GetAsync(StatusKeeper.KeyOf("c1"), default))!;
                var node = record.Document.Root.ToNode();
                change(node);
                try
                {
                    await Silo.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(record.Key, node.ToDocument()) { ExpectedVersion = record.Version }] }, default);
                    return;
                }
                catch (CommitConflictException)
                {
                    // The grain wrote its status in between.
                }
            }
        }
    }

    private sealed class TextConnector : IClusterConnector
    {
        public string Kubeconfig { get; set; } = "";

        public Task<ClusterConnection> ConnectAsync(string cluster, ClusterSpec spec, CancellationToken cancellationToken) => ClusterConnection.CreateAsync(
            new ClusterConnectionOptions { KubeconfigContent = Kubeconfig, Context = "c1" }, TimeProvider.System, cancellationToken);
    }
}
