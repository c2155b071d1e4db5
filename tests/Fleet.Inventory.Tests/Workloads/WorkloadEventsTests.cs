using System.Text.Json.Nodes;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;

namespace Fleet.Inventory.Tests.Workloads;

public class WorkloadEventsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_added_workload_is_told_as_a_CloudEvent_without_id()
    {
        var feed = new Feed().Add(Member.Deployment("web", "d")).Complete();

        var added = Assert.Single(WorkloadEvents.Of(Assert.Single(feed.Published), Now));
        Assert.Equal(
            """
            {"specversion":"1.0","type":"io.fleetengine.workload.added","source":"/clusters/eu","subject":"shop/eu.deployment.web","time":"2026-03-01T09:00:00.000000Z","datacontenttype":"application/json","fleetcluster":"eu","fleetnamespace":"shop","data":{"kind":"Deployment","name":"web","images":["web:1"],"desired":1,"health":"Healthy","reason":"MinimumReplicasAvailable"}}
            """.Trim(),
            added.ToString());
    }

    public static TheoryData<string, JsonObject?, string> Changes => new()
    {
        { "image", Member.Deployment("web", "d", image: "web:2"), """changed {"before":{"images":["web:1"],"generation":1},"after":{"images":["web:2"],"generation":1}}""" },
        { "replicas", Member.Deployment("web", "d", replicas: 3, ready: 3), """scaled {"before":{"desired":1},"after":{"desired":3}}""" },
        { "not_ready", Member.Deployment("web", "d", ready: 0), """health {"before":{"health":"Healthy","reason":"MinimumReplicasAvailable"},"after":{"health":"Progressing","reason":"ReplicasUnavailable"},"message":"0 of 1 updated replicas are available"}""" },
        { "generation", Generation(2), """changed {"before":{"images":["web:1"],"generation":1},"after":{"images":["web:1"],"generation":2}}""" },
        { "gone", null, """removed {"kind":"Deployment","name":"web","images":["web:1"],"desired":1,"health":"Healthy","reason":"MinimumReplicasAvailable"}""" },
        { "scaled_and_not_yet_observed", Scaled(observed: 1), """scaled {"before":{"desired":1},"after":{"desired":2}} health {"before":{"health":"Healthy","reason":"MinimumReplicasAvailable"},"after":{"health":"Progressing","reason":"GenerationNotObserved"},"message":"generation 2 is not observed yet, the status is of generation 1"}""" },
        { "labels", Labelled(), "" },
        { "made_anew", Member.Deployment("web", "d2"), """removed {"kind":"Deployment","name":"web","images":["web:1"],"desired":1,"health":"Healthy","reason":"MinimumReplicasAvailable"} added {"kind":"Deployment","name":"web","images":["web:1"],"desired":1,"health":"Healthy","reason":"MinimumReplicasAvailable"}""" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_is_told_as_what_happened(string name, JsonObject? after, string expected)
    {
        var feed = new Feed().Add(Member.Deployment("web", "d")).Complete();
        feed.Published.Clear();
        _ = after is null ? feed.Delete(Member.Deployment("web", "d")) : feed.Add(after);
        feed.Publish();

        var told = WorkloadEvents.Of(Assert.Single(feed.Published), Now).Select(happened => $"{happened["type"].AsString("")[24..]} {happened["data"]}");
        Assert.True(string.Join(' ', told) == expected, $"{name}: {string.Join(' ', told)}");
    }

    private static JsonObject Generation(int generation)
    {
        var deployment = Member.Deployment("web", "d");
        deployment["metadata"]!["generation"] = generation;
        deployment["status"]!["observedGeneration"] = generation;
        return deployment;
    }

    [Fact]
    public void A_generation_that_is_observed_later_is_no_second_change()
    {
        var feed = new Feed().Add(Member.Deployment("web", "d")).Complete().Add(Scaled(observed: 1)).Publish();
        feed.Published.Clear();
        feed.Add(Scaled(observed: 2)).Publish();

        Assert.Equal("io.fleetengine.workload.health", Assert.Single(WorkloadEvents.Of(Assert.Single(feed.Published), Now))["type"].AsString());
    }

    private static JsonObject Scaled(int observed)
    {
        var deployment = Member.Deployment("web", "d", replicas: 2, ready: 2);
        deployment["metadata"]!["generation"] = 2;
        deployment["status"]!["observedGeneration"] = observed;
        return deployment;
    }

    private static JsonObject Labelled()
    {
        var deployment = Member.Deployment("web", "d");
        deployment["metadata"]!["labels"] = new JsonObject { ["team"] = "pay" };
        return deployment;
    }
}
