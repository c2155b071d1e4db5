using System.Text.Json.Nodes;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Shards;

public class ShardInventoryTests
{
    private static readonly JsonObject Web = Member.Deployment("web", "d1", replicas: 2, ready: 2);
    private static readonly JsonObject WebSet = Member.ReplicaSet("web-abc", "rs1", Member.Owner(Member.Deployments, "web", "d1"), 2);

    [Fact]
    public void A_deployment_with_its_pods_is_one_row()
    {
        var feed = new Feed().Add(Web, WebSet, WebPod(1, restarts: 2), WebPod(2)).Complete();

        var row = Assert.Single(feed.Rows);
        Assert.Equal("eu.deployment.web", row.ObjectName);
        Assert.Equal(new WorkloadKey("eu", "apps", "Deployment", "shop", "web"), row.Key);
        Assert.Equal(HealthStatus.Healthy, row.Health);
        Assert.Equal((2, 2, 2), (row.DesiredReplicas, row.ReadyReplicas, row.Restarts));
        Assert.Equal((500, 512L << 20), (row.CpuRequestMillicores, row.MemoryRequestBytes));
        Assert.Equal(1, row.Version);
        Assert.Equal("""["web:1"]""", row.Document["spec"]["images"].ToString());
        Assert.Equal("""{"requests":{"cpu":"500m","memory":"512Mi"},"limits":{"memory":"1Gi"}}""", row.Document["status"]["resources"].ToString());
        Assert.Equal("""{"total":2,"running":2,"pending":0,"failed":0,"restarts":2,"oomKills":0}""", row.Document["status"]["pods"].ToString());
    }

    [Fact]
    public void A_workload_is_published_once_the_sync_is_complete_and_only_once()
    {
        var feed = new Feed().Add(WebPod(1)).Publish().Add(WebSet).Publish().Add(Web).Publish();
        Assert.Empty(feed.Published);

        feed.Add(WebPod(2)).Complete();
        Assert.Equal(2, Assert.Single(feed.Published).After!.Document["status"]["pods"]["total"].AsInt64());
    }

    [Fact]
    public void Rows_loaded_from_the_store_change_only_where_the_cluster_differs()
    {
        var other = Member.Deployment("api", "d2");
        var gone = Member.Deployment("gone", "d3");
        var feed = new Feed().Add(Web, WebSet, WebPod(1), other, gone).Complete().Move();
        feed.Published.Clear();
        feed.Add(Web).Publish().Add(WebSet, WebPod(1)).Publish();
        Assert.Empty(feed.Published);

        feed.Add(Member.Deployment("api", "d2", replicas: 3)).Complete();
        Assert.Equal(["eu.deployment.api", "eu.deployment.gone"], feed.Published.Select(change => change.Row.ObjectName).Order());
        Assert.Null(Assert.Single(feed.Published, change => change.Row.ObjectName == "eu.deployment.gone").After);
        Assert.Equal(2, feed.Rows.Count());
    }

    [Fact]
    public void A_change_stays_pending_until_it_is_marked()
    {
        var feed = new Feed().Add(Web, WebSet).Complete();
        feed.Add(WebPod(1)).Flush();
        var shard = feed.Shards[0];
        var first = Assert.Single(shard.Pending());
        Assert.Same(first, Assert.Single(shard.Pending()));

        feed.Add(WebPod(2)).Flush();
        var second = Assert.Single(shard.Pending());
        Assert.Equal(2, second.After!.Document["status"]["pods"]["total"].AsInt64());

        shard.MarkPublished([first], _ => 7);
        var third = Assert.Single(shard.Pending());
        Assert.Equal(7, third.Before!.Version);
        Assert.Equal(second.After!.Document.ToString(), third.After!.Document.ToString());
        shard.MarkPublished([third], _ => 8);
        Assert.Empty(shard.Pending());
    }

    [Fact]
    public void After_a_commit_in_doubt_the_rows_of_the_store_tell_what_is_published()
    {
        var feed = new Feed().Add(Web, WebSet, Member.Deployment("api", "d2"), Member.Deployment("gone", "d3")).Complete();
        var shard = feed.Shards[0];
        feed.Add(Member.Deployment("new", "d4"), Member.Deployment("api", "d2", replicas: 3)).Delete(Member.Deployment("gone", "d3")).Flush();
        var committed = shard.Pending();
        Assert.Equal(3, committed.Count);

        // It was written, but the answer was lost.
        var stored = feed.Rows.Where(row => committed.All(change => change.Row.Key != row.Key)).Concat(committed.Select(change => change.After).OfType<Workload>()).ToArray();
        shard.LoadPublished(stored);
        Assert.Empty(shard.Pending());
        Assert.Equal(["eu.deployment.api", "eu.deployment.new", "eu.deployment.web"], shard.Snapshot.Rows.Select(row => row.ObjectName));

        // It was not written.
        shard.LoadPublished(stored.Where(row => row.ObjectName != "eu.deployment.new"));
        Assert.Equal("eu.deployment.new", Assert.Single(shard.Pending()).Row.ObjectName);
    }

    [Fact]
    public void Rows_of_kinds_that_cannot_be_read_stand_as_published()
    {
        var feed = new Feed().Add(Web, WebSet, WebPod(1), Member.Deployment("api", "d2"), Member.Object(Member.StatefulSets, "db", "s")).Complete().Restart();
        feed.Published.Clear();
        feed.Add(WebSet, WebPod(1)).Synced(Member.Deployments).Flush();
        feed.Shards[0].CompleteSync(new HashSet<GroupKind> { Member.Deployments.GroupKind });
        feed.Publish();

        Assert.Equal("eu.statefulset.db", Assert.Single(feed.Published).Row.ObjectName);
        Assert.Equal(["eu.deployment.api", "eu.deployment.web"], feed.Rows.Select(row => row.ObjectName));
    }

    [Fact]
    public void A_deployment_that_is_deleted_is_removed_once_whatever_the_garbage_collector_has_still_to_take()
    {
        var feed = new Feed(3).Add(Web, WebSet, WebPod(1), WebPod(2)).Complete();
        feed.Published.Clear();
        feed.Delete(Web).Publish().Add(WebPod(1, restarts: 1)).Publish().Delete(WebPod(1)).Publish().RunOut().Publish();
        Assert.Empty(feed.Rows);

        // A new feed sees the rest without its owner.
        feed.Restart().Add(WebSet, WebPod(2)).Complete().RunOut().Publish().Delete(WebSet).Publish().Delete(WebPod(2)).Publish();
        Assert.Null(Assert.Single(feed.Published).After);
        Assert.Equal("io.fleetengine.workload.removed", Assert.Single(WorkloadEvents.Of(feed.Published[0], DateTimeOffset.UnixEpoch))["type"].AsString());
    }

    [Fact]
    public void Pods_whose_replicaset_is_gone_are_no_workload_of_their_own()
    {
        var feed = new Feed().Add(WebPod(1)).Complete().RunOut().Publish();
        Assert.Empty(feed.Rows);

        feed.Add(WebSet, Web).Publish();
        Assert.Equal("eu.deployment.web", Assert.Single(feed.Rows).ObjectName);
    }

    [Fact]
    public void What_a_deleted_deployment_orphans_is_a_workload()
    {
        var feed = new Feed().Add(Web, WebSet, WebPod(1)).Complete();
        feed.Add(Member.ReplicaSet("web-abc", "rs1", null, 2)).Delete(Web).Publish();
        Assert.Equal("eu.replicaset.web-abc", Assert.Single(feed.Rows).ObjectName);
        Assert.Equal(1, Assert.Single(feed.Rows).Document["status"]["pods"]["total"].AsInt64());
    }

    [Fact]
    public void A_pod_event_that_shows_nothing_new_publishes_nothing()
    {
        var feed = new Feed().Add(Web, WebSet, WebPod(1)).Complete();
        feed.Published.Clear();
        var pod = WebPod(1);
        pod["metadata"]!["annotations"] = new JsonObject { ["checked-at"] = "2026-03-01T10:00:00Z" };
        pod["status"]!["conditions"]![0]!["lastProbeTime"] = "2026-03-01T10:00:00Z";

        feed.Add(pod);
        feed.Flush();
        Assert.False(feed.Shards[0].HasPending);
    }

    private static JsonObject WebPod(int index, int restarts = 0) =>
        Member.Pod($"web-abc-{index}", $"pod{index}", Member.Owner(Member.ReplicaSets, "web-abc", "rs1"), restarts: restarts);
}
