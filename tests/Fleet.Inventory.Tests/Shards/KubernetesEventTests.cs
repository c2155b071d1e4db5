using System.Text.Json.Nodes;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Tests.Shards;

public class KubernetesEventTests
{
    private static readonly WorkloadKey Web = new("eu", "apps", "Deployment", "shop", "web");

    [Fact]
    public void Describe_gives_the_controller_first_and_the_newest_event_first()
    {
        var feed = Site();
        feed.Add(Member.Event("old", Pod(), 1), Member.Event("new", Member.Deployment("web", "d"), 5), Member.Event("between", Pod(), 3)).Publish();

        var detail = feed.Shards[0].Describe(Web)!;
        Assert.Equal(["Deployment", "Pod", "ReplicaSet"], detail.Objects.Select(item => item["kind"].AsString()));
        Assert.Equal(["new", "between", "old"], detail.Events.Select(item => item["metadata"]["name"].AsString()));
        Assert.Equal(feed.Row("eu.deployment.web"), detail.Row);
        Assert.Null(feed.Shards[0].Describe(Web with { Name = "other" }));
    }

    [Fact]
    public void Events_change_no_row()
    {
        var feed = Site();
        feed.Published.Clear();
        feed.Add(Member.Event("one", Pod())).Publish();
        Assert.Empty(feed.Published);
    }

    [Fact]
    public void Only_the_newest_events_of_a_workload_are_kept()
    {
        var feed = Site();
        feed.Add([.. Enumerable.Range(0, 100).Select(i => Member.Event($"event-{i}", Pod(), minute: (i * 37) % 100))]).Publish();

        var events = feed.Shards[0].Describe(Web)!.Events;
        Assert.Equal(ShardInventory.MaxEvents, events.Count);
        Assert.Equal("2026-03-01T09:39:00.000000Z", events[0]["eventTime"].AsString());
        Assert.Equal("2026-03-01T09:24:00.000000Z", events[^1]["eventTime"].AsString());
        Assert.Equal(3 + ShardInventory.MaxEvents, feed.Shards[0].Statistics.Objects);
    }

    [Fact]
    public void A_series_takes_the_place_of_its_event_and_an_expired_one_goes()
    {
        var feed = Site();
        var first = Member.Event("one", Pod(), 1);
        var series = (JsonObject)first.DeepClone();
        series["series"] = new JsonObject { ["count"] = 7, ["lastObservedTime"] = "2026-03-01T10:30:00.000000Z" };
        feed.Add(first, Member.Event("two", Pod(), 60), series).Publish();
        var events = feed.Shards[0].Describe(Web)!.Events;
        Assert.Equal(["one", "two"], events.Select(item => item["metadata"]["name"].AsString()));
        Assert.Equal(7, events[0]["series"]["count"].AsInt64());

        feed.Delete(series).Vanish(Member.Event("two", Pod(), 60)).Publish();
        Assert.Empty(feed.Shards[0].Describe(Web)!.Events);
    }

    private static Feed Site() => new Feed().Add(
        Member.Deployment("web", "d"), Member.ReplicaSet("web-abc", "rs", Member.Owner(Member.Deployments, "web", "d")), Pod()).Complete();

    private static JsonObject Pod() => Member.Pod("web-abc-1", "p", Member.Owner(Member.ReplicaSets, "web-abc", "rs"));
}
