using Fleet.Grains.Clusters.Conditions;
using Fleet.Kubernetes.Client;
using Fleet.Resources.Clusters;
using Fleet.Simulator.Faults;
using Fleet.Storage.Log;
using Fleet.Testing;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>A session against a simulated cluster over real HTTP.</summary>
public sealed class ClusterSessionTests
{
    [Fact]
    public async Task Session_cluster_is_there_gives_its_whole_state_to_the_shards()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 5);
        await using var session = new SessionHarness(cluster.Kubeconfig);

        await session.SyncAsync();

        Assert.Equal(5, session.Shards.Objects.Count(item => item.StartsWith("Deployment ", StringComparison.Ordinal)));
        Assert.True(session.Shards.IsSynced(session.Session.Shards));
        Assert.Contains(session.Shards.Changes, change => change is { Kind.Kind: "Pod", Owner.Kind: "Deployment" });
        Assert.DoesNotContain(session.Shards.Objects, item => item.StartsWith("Secret", StringComparison.Ordinal) || item.StartsWith("Node", StringComparison.Ordinal));
        await Eventually.TrueAsync(() => session.Seen.Capacity is { Nodes: 2, CpuMillicores: > 0, MemoryBytes: > 0, Pods: > 0 }, "the nodes are counted");
        Assert.All(ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow()), condition => Assert.True(condition.Status, condition.ToString()));
        Assert.StartsWith("v1.", session.Seen.Version, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_cluster_is_too_large_says_so_and_ends_the_feed(bool byNumber)
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 60);
        await using var session = new SessionHarness(cluster.Kubeconfig, options =>
        {
            options.MaxObjects = byNumber ? 100 : options.MaxObjects;
            options.MaxBytes = byNumber ? options.MaxBytes : 50_000;
        });

        await session.StartAsync();
        await Eventually.TrueAsync(() => session.Seen.FeedProblem is not null, "the feed has ended");

        var synced = Assert.Single(ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow()), condition => condition.Type == ClusterConditions.Synced);
        Assert.Equal((false, "TooLarge"), (synced.Status, synced.Reason));
        Assert.Contains(byNumber ? "Fleet:Clusters:MaxObjects" : "Fleet:Clusters:MaxBytes", synced.Message, StringComparison.Ordinal);
        Assert.False(session.Seen.IsSynced);
        Assert.InRange(session.Shards.Objects.Count, 0, 100);
    }

    [Fact]
    public async Task Session_object_changes_is_followed()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await using var session = new SessionHarness(cluster.Kubeconfig);
        await session.SyncAsync();

        await cluster.CreateAsync("late");
        await Eventually.TrueAsync(() => session.Shards.Objects.Contains("Deployment late"), "the new deployment");
        await cluster.Client.DeleteAsync(new ResourceAddress(SimulatedClusterFixture.Deployments, "default", "late"));
        await Eventually.TrueAsync(() => !session.Shards.Objects.Contains("Deployment late"), "the deployment is gone");
    }

    [Fact]
    public async Task Session_object_of_a_megabyte_and_a_half_is_passed_on()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 1, controllers: false);
        await using var session = new SessionHarness(cluster.Kubeconfig);
        await cluster.CreateAsync("large", new string('x', 1_500_000));

        await session.SyncAsync();

        Assert.Contains(session.Shards.Changes, change => change.Object["metadata"u8]["name"u8].AsString() == "large" && change.Object.RetainedBytes > 1_500_000);
        Assert.Equal(2, session.Shards.Objects.Count(item => item.StartsWith("Deployment ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Session_clock_of_the_cluster_is_days_ahead_is_followed_and_judged_by_ours()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(controllers: false, clock: Fleet.Simulator.Time.ClockSpecification.Manual);
        await cluster.Fleet.AdvanceAsync(TimeSpan.FromDays(2), default);
        await using var session = new SessionHarness(cluster.Kubeconfig);

        await session.SyncAsync();
        await cluster.CreateAsync("late");

        await Eventually.TrueAsync(() => session.Shards.Objects.Contains("Deployment late"), "the new deployment");
        Assert.True(cluster.Fleet.Clock.GetUtcNow() - TimeProvider.System.GetUtcNow() > TimeSpan.FromDays(1));
        Assert.InRange(session.Seen.LastContact!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
        Assert.All(ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow()), condition => Assert.True(condition.Status, condition.ToString()));
    }

    [Fact]
    public async Task Session_api_goes_down_and_comes_back_is_stale_then_current()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await using var session = new SessionHarness(cluster.Kubeconfig);
        await session.SyncAsync();

        cluster.Cluster.Faults.Add(new Fault("down", FaultKind.ApiDown, FaultTarget.All));
        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "Unavailable" }, "the cluster is seen to be down");
        var stale = ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow());
        Assert.Equal((false, "Stale"), (stale[2].Status, stale[2].Reason));

        cluster.Cluster.Faults.Remove("down");
        await cluster.CreateAsync("meanwhile");
        await Eventually.TrueAsync(() => session.Seen.Problem is null && session.Shards.Objects.Contains("Deployment meanwhile"), "it is followed again");
        Assert.True(session.Seen.IsSynced);
        Assert.Equal(1, session.Seen.Feed!.Feed);
    }

    [Fact]
    public async Task Session_nobody_listens_says_unreachable_and_keeps_trying()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        var reachable = cluster.Kubeconfig;
        await using var session = new SessionHarness(reachable.Replace(cluster.Fleet.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), "1", StringComparison.Ordinal));
        await session.StartAsync();
        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "Unreachable" }, "unreachable");

        session.Kubeconfig = reachable;

        await Eventually.TrueAsync(() => session.Seen.IsSynced, "synced");
        Assert.Null(session.Seen.Problem);
    }

    [Theory]
    [InlineData("elsewhere", "{kubeconfig}", "WrongContext", "elsewhere")]
    [InlineData("c1", "apiVersion: v1\nkind: Config\nclusters: 17\n  - x: [", "BadKubeconfig", "malformed")]
    [InlineData("c1", "kind: Config", "WrongContext", "c1")]
    public async Task Session_kubeconfig_is_wrong_names_what(string context, string kubeconfig, string reason, string named)
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 0, controllers: false);
        await using var session = new SessionHarness(kubeconfig.Replace("{kubeconfig}", cluster.Kubeconfig, StringComparison.Ordinal), spec: new ClusterSpec { Context = context });

        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is not null, "a problem");
        Assert.Equal(reason, session.Seen.Problem!.Reason);
        Assert.Contains(named, session.Seen.Problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_verbs_are_missing_names_them_and_follows_the_others()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await cluster.GrantAsync(
            "eve",
            SimulatedClusterFixture.Rule("apps", "deployments,replicasets,daemonsets"),
            SimulatedClusterFixture.Rule("apps", "statefulsets", "get,list"),
            SimulatedClusterFixture.Rule("batch", "jobs,cronjobs"),
            SimulatedClusterFixture.Rule("events.k8s.io", "events"));
        await using var session = new SessionHarness(cluster.KubeconfigOf("eve"));

        await session.SyncAsync();

        var authorized = ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow())[1];
        Assert.Equal((false, "MissingPermissions"), (authorized.Status, authorized.Reason));
        Assert.Contains("list, watch pods", authorized.Message, StringComparison.Ordinal);
        Assert.Contains("may not watch statefulsets.apps", authorized.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("deployments", authorized.Message, StringComparison.Ordinal);
        Assert.Equal(3, session.Shards.Objects.Count(item => item.StartsWith("Deployment ", StringComparison.Ordinal)));
        Assert.Equal(["Pod", "StatefulSet.apps"], session.Shards.Unread.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Session_cluster_is_to_be_managed_and_may_only_be_read_names_the_verbs_of_writing()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await cluster.GrantAsync("eve", SimulatedClusterFixture.Rule("*", "*"));
        await using var session = new SessionHarness(cluster.KubeconfigOf("eve"), spec: new ClusterSpec { Context = "c1", Access = ClusterAccess.Manage });

        await session.SyncAsync();

        Assert.Contains(session.Seen.Survey!.Gaps, gap => gap.Resource == "deployments.apps" && gap.MissingVerbs.SequenceEqual(["create", "update", "patch", "delete"]));
        Assert.Contains(session.Seen.Survey.Gaps, gap => gap is { Resource: "pods/eviction", MissingVerbs: ["create"] });
        Assert.Empty(session.Shards.Unread);
    }

    [Fact]
    public async Task Session_permission_is_revoked_then_given_back_says_so_and_reads_again()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await cluster.GrantAsync("eve", SimulatedClusterFixture.Rule("*", "*"));
        await using var session = new SessionHarness(cluster.KubeconfigOf("eve"), options => options.AccessInterval = TimeSpan.FromMilliseconds(1));
        await session.SyncAsync();

        await cluster.GrantAsync("eve", SimulatedClusterFixture.Rule("apps", "deployments"));
        await Eventually.TrueAsync(() => Checked(session).Any(gap => gap is { Resource: "pods", MissingVerbs: ["list", "watch"] }), "the missing permission is named");

        session.Session.Resync();
        await Eventually.TrueAsync(() => session.Seen is { IsSynced: true, Feed.Feed: 2 } && session.Shards.Unread.Contains("Pod"), "it goes on with what it may read");

        await cluster.GrantAsync("eve", SimulatedClusterFixture.Rule("*", "*"));
        await Eventually.TrueAsync(() => Checked(session).Count == 0 && session.Seen is { IsSynced: true, Feed.Feed: 3 }, "a new feed has the pods again");
        Assert.Contains(session.Shards.Objects, item => item.StartsWith("Pod ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_shard_refuses_a_batch_gives_it_everything_anew()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await using var session = new SessionHarness(cluster.Kubeconfig);
        await session.SyncAsync();
        var whole = session.Shards.Objects;

        var refused = false;
        session.Shards.Before = (_, _) => refused ? Task.CompletedTask : throw Refuse();
        await cluster.CreateAsync("lost");

        await Eventually.TrueAsync(() => session.Shards.FeedOf(0) is { Feed: 2 } && session.Seen.IsSynced, "a second feed");
        Assert.Equal(whole.Append("Deployment lost").Order(StringComparer.Ordinal), session.Shards.Objects.Where(item => !item.StartsWith("ReplicaSet lost", StringComparison.Ordinal) && !item.StartsWith("Event", StringComparison.Ordinal)));
        Assert.Null(session.Seen.FeedProblem);

        Exception Refuse()
        {
            refused = true;
            return new InvalidOperationException("not my epoch");
        }
    }

    [Fact]
    public async Task Session_another_owner_takes_over_stops_and_sends_nothing_more()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await using var session = new SessionHarness(cluster.Kubeconfig);
        await session.SyncAsync();

        await session.Store.AcquireAsync("c1", "silo-b", default);
        session.Shards.Before = (_, _) => throw new InvalidOperationException("an older epoch");
        await cluster.CreateAsync("late");

        await Assert.ThrowsAsync<FencedException>(() => session.Running.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain("Deployment late", session.Shards.Objects);
    }

    [Fact]
    public async Task Session_cluster_outgrows_its_shards_cuts_it_anew_under_a_new_epoch()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 20, controllers: false);
        await using var session = new SessionHarness(cluster.Kubeconfig, options => options.ObjectsPerShard = 40);
        await session.SyncAsync();
        var (shards, epoch) = (session.Session.Shards, session.Ownership.Epoch);

        for (var i = 0; i < 80 * shards; i++)
        {
            await cluster.CreateAsync($"more-{i}");
        }

        await Eventually.TrueAsync(() => session.Seen.Objects > 2 * 40 * shards, "they are seen");
        session.Check();

        await Eventually.TrueAsync(() => session.Session.Shards > shards && session.Seen.IsSynced, "more shards");
        Assert.True(session.Ownership.Epoch > epoch);
        Assert.Equal(1, session.Seen.Feed!.Feed);
    }

    private static IReadOnlyList<Fleet.Grains.Clusters.Following.KindGap> Checked(SessionHarness session)
    {
        session.Check();
        return session.Seen.Survey!.Gaps;
    }
}
