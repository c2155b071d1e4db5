using System.Text.Json.Nodes;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Inventory.Tests.Ownership;

public class MemberRouterTests
{
    private static readonly GroupVersionKind Workflows = new("argoproj.io", "v1alpha1", "Workflow");

    private readonly FakeTimeProvider _time = new();

    public static TheoryData<string, JsonObject[], string> Chains => new()
    {
        { "pod_of_replicaset_of_deployment", [Web(), WebSet(), WebPod()], "apps Deployment web" },
        { "pod_of_bare_replicaset", [Member.ReplicaSet("web-abc", "rs", null), WebPod()], "apps ReplicaSet web-abc" },
        { "bare_pod", [Member.Pod("one", "p", null)], " Pod one" },
        { "static_pod_of_a_node", [Member.Pod("etcd", "p", Member.Owner(new("", "v1", "Node"), "node-1", "node"))], " Pod etcd" },
        { "pod_of_job_of_cronjob", [Member.CronJob("nightly", "c"), Member.Job("nightly-1", "j", Owner(Member.CronJobs, "nightly", "c")), Member.Pod("x", "p", Owner(Member.Jobs, "nightly-1", "j"))], "batch CronJob nightly" },
        { "pod_of_job", [Member.Job("once", "j"), Member.Pod("x", "p", Owner(Member.Jobs, "once", "j"))], "batch Job once" },
        { "pod_of_a_kind_nobody_watches", [Member.Pod("x", "p", Owner(Workflows, "build", "w"))], "argoproj.io Workflow build" },
        { "replicaset_of_a_rollout_nobody_watches", [Member.ReplicaSet("web-abc", "rs", Owner(Member.Rollouts, "web", "r")), WebPod()], "argoproj.io Rollout web" },
        { "deployment_of_an_operator", [Owned(Web(), Owner(Workflows, "op", "w")), WebSet(), WebPod()], "apps Deployment web" },
        { "owner_that_is_not_the_controller", [Member.Pod("x", "p", NotController(Owner(Member.Jobs, "once", "j")))], " Pod x" },
        { "ring_of_owners", [Member.ReplicaSet("a", "a", Owner(Member.ReplicaSets, "b", "b")), Member.ReplicaSet("b", "b", Owner(Member.ReplicaSets, "a", "a")), Member.Pod("x", "p", Owner(Member.ReplicaSets, "a", "a"))], "apps ReplicaSet *" },
        { "its_own_owner", [Member.ReplicaSet("a", "a", Owner(Member.ReplicaSets, "a", "a"))], "apps ReplicaSet a" },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Route_finds_the_workload_at_the_top_of_the_chain_in_any_order(string name, JsonObject[] objects, string expected)
    {
        foreach (var order in Permutations(objects))
        {
            var router = Router();
            var changes = order.SelectMany(item => Route(router, item)).ToList();

            var last = changes.GroupBy(change => MemberUid.Of(change.Kind.GroupKind, change.Object)).Select(group => group.Last(change => !change.IsDeleted)).ToArray();
            Assert.Equal(objects.Length, last.Length);
            Assert.Equal(0, router.WaitingCount);
            Assert.All(last, change => Assert.True(
                expected.EndsWith('*') || $"{change.Owner!.Value.Group} {change.Owner.Value.Kind} {change.Owner.Value.Name}" == expected, $"{name}: {change.Owner}"));
        }
    }

    [Fact]
    public void A_pod_waits_for_its_owner_until_the_kind_has_synced()
    {
        var router = Router();
        Assert.Empty(Route(router, WebPod()));
        Assert.Equal(1, router.WaitingCount);
        Assert.Empty(router.KindSynced(Member.Pods.GroupKind));

        var released = Assert.Single(router.KindSynced(Member.ReplicaSets.GroupKind));
        Assert.Equal(new WorkloadKey("eu", "apps", "ReplicaSet", "shop", "web-abc"), released.Owner);
        Assert.Equal(0, router.WaitingCount);
    }

    [Fact]
    public void After_the_sync_a_pod_waits_for_its_owner_as_long_as_patience_lasts()
    {
        var router = Router();
        router.KindSynced(Member.ReplicaSets.GroupKind);
        Assert.Empty(Route(router, WebPod()));
        _time.Advance(MemberRouter.Patience - TimeSpan.FromMilliseconds(1));
        Assert.Empty(router.ReleaseOverdue());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(router.ReleaseOverdue());
    }

    [Theory]
    [InlineData("pod-template-hash", "apps", "Deployment")]
    [InlineData("rollouts-pod-template-hash", "argoproj.io", "Rollout")]
    public void A_pod_whose_replicaset_is_gone_is_put_down_to_the_workload_that_named_it(string label, string group, string kind)
    {
        var pod = WebPod();
        pod["metadata"]!["labels"]![label] = "abc";
        var router = Router();
        Route(router, pod);

        Assert.Equal(new WorkloadKey("eu", group, kind, "shop", "web"), Assert.Single(router.KindSynced(Member.ReplicaSets.GroupKind)).Owner);
    }

    [Fact]
    public void What_outlives_its_owner_stays_with_the_workload()
    {
        var router = Router();
        foreach (var item in (JsonObject[])[Web(), WebSet(), WebPod()])
        {
            Route(router, item);
        }

        Assert.Equal("web", Assert.Single(Route(router, Web(), isDeleted: true)).Owner!.Value.Name);
        Assert.Equal("web", Assert.Single(Route(router, WebSet(), isDeleted: true)).Owner!.Value.Name);
        Assert.Equal("web", Assert.Single(Route(router, WebPod())).Owner!.Value.Name);
        Assert.Equal("web", Assert.Single(Route(router, WebPod(), isDeleted: true)).Owner!.Value.Name);
        Assert.Equal(0, router.Count);
    }

    [Fact]
    public void A_tombstone_is_routed_by_uid_and_one_nobody_knows_has_no_owner()
    {
        var router = Router();
        foreach (var item in (JsonObject[])[Web(), WebSet(), WebPod()])
        {
            Route(router, item);
        }

        var known = Assert.Single(router.Route(Member.Pods, WebPod().Tombstone(), isDeleted: true));
        Assert.Equal("Deployment", known.Owner!.Value.Kind);
        Assert.Null(Assert.Single(router.Route(Member.Pods, WebPod().Tombstone(), isDeleted: true)).Owner);
    }

    [Fact]
    public void An_adopted_pod_leaves_the_workload_it_was_of()
    {
        var router = Router();
        Route(router, Member.Pod("one", "p", null));
        Route(router, Member.ReplicaSet("set", "rs", null));

        var changes = Route(router, Member.Pod("one", "p", Owner(Member.ReplicaSets, "set", "rs")));
        Assert.Equal([("ReplicaSet", false), ("Pod", true)], changes.Select(change => (change.Owner!.Value.Kind, change.IsDeleted)));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(64, true)]
    public void An_orphaned_replicaset_asks_for_a_new_feed_only_between_shards(int shards, bool needsResync)
    {
        var router = new MemberRouter("eu", new WatchedKinds(), _time, shards);
        foreach (var item in (JsonObject[])[Web(), WebSet(), WebPod()])
        {
            Route(router, item);
        }

        Route(router, Member.ReplicaSet("web-abc", "rs", null));
        Assert.Equal(needsResync, router.NeedsResync);
    }

    [Fact]
    public void An_event_goes_to_the_workload_of_its_object_and_waits_for_it()
    {
        var router = Router();
        var pod = WebPod();
        Assert.Empty(Route(router, Member.Event("e1", pod)));
        Route(router, Web());
        Route(router, WebSet());
        var changes = Route(router, pod);
        Assert.Equal([("Pod", "web"), ("Event", "web")], changes.Select(change => (change.Kind.Kind, change.Owner!.Value.Name)));
        Assert.Equal("web", Assert.Single(Route(router, Member.Event("e1", pod), isDeleted: true)).Owner!.Value.Name);
    }

    [Fact]
    public void An_event_about_nothing_that_is_followed_goes_nowhere()
    {
        var router = Router();
        router.KindSynced(Member.Pods.GroupKind);
        Assert.Empty(Route(router, Member.Event("node", Member.Object(new("", "v1", "Node"), "node-1", "n"))));
        Assert.Empty(Route(router, Member.Event("gone", WebPod())));
        _time.Advance(MemberRouter.Patience);
        Assert.Empty(router.ReleaseOverdue());
        Assert.Equal((0, 0), (router.WaitingCount, router.Count));
    }

    [Fact]
    public void A_kind_that_was_asked_for_takes_what_it_controls()
    {
        var router = new MemberRouter("eu", new WatchedKinds([Member.Rollouts]), _time);
        var rollout = Member.Object(Member.Rollouts, "web", "r");
        Assert.Empty(Route(router, Member.ReplicaSet("web-abc", "rs", Owner(Member.Rollouts, "web", "r"))));
        Assert.Empty(Route(router, WebPod()));
        Assert.Equal(["Rollout", "Rollout", "Rollout"], Route(router, rollout).Select(change => change.Owner!.Value.Kind));
    }

    [Theory]
    [InlineData("apps", "Deployment", "shop", "web", 7, 5)]
    [InlineData("", "Pod", "kube-system", "etcd-node-1", 7, 0)]
    [InlineData("batch", "CronJob", "", "ünïcode", 1000, 785)]
    public void ShardOf_is_the_same_for_ever(string group, string kind, string space, string name, int shards, int expected) =>
        Assert.Equal(expected, MemberRouter.ShardOf(new("eu", group, kind, space, name), shards));

    [Fact]
    public void ShardOf_spreads_evenly()
    {
        var counts = Enumerable.Range(0, 40_000).GroupBy(i => MemberRouter.ShardOf(new("eu", "apps", "Deployment", "shop", $"web-{i}"), 8)).Select(group => group.Count());
        Assert.All(counts, count => Assert.InRange(count, 4_600, 5_400));
    }

    private static IEnumerable<MemberChange> Route(MemberRouter router, JsonObject item, bool isDeleted = false) =>
        router.Route(item.KindOf(), item.Json(), isDeleted);

    private MemberRouter Router() => new("eu", new WatchedKinds(), _time);

    private static JsonObject Web() => Member.Deployment("web", "d");

    private static JsonObject WebSet() => Member.ReplicaSet("web-abc", "rs", Owner(Member.Deployments, "web", "d"));

    private static JsonObject WebPod() => Member.Pod("web-abc-1", "p", Owner(Member.ReplicaSets, "web-abc", "rs"));

    private static JsonObject Owner(GroupVersionKind kind, string name, string uid) => Member.Owner(kind, name, uid);

    private static JsonObject Owned(JsonObject item, JsonObject owner)
    {
        item["metadata"]!["ownerReferences"] = new JsonArray(owner);
        return item;
    }

    private static JsonObject NotController(JsonObject owner)
    {
        owner["controller"] = false;
        return owner;
    }

    private static IEnumerable<JsonObject[]> Permutations(JsonObject[] items) => items.Length <= 1
        ? [items]
        : items.SelectMany((item, index) => Permutations([.. items[..index], .. items[(index + 1)..]]).Select(rest => (JsonObject[])[item, .. rest]));
}
