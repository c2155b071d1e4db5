using System.Text.Json.Nodes;
using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;
using FsCheck.Xunit;

namespace Fleet.Inventory.Tests.Shards;

/// <summary>What no API server would send, and what one may: nothing is thrown, what is made of it is bounded.</summary>
public class HostileClusterTests
{
    private static readonly Func<Random, JsonNode?>[] Junk =
    [
        _ => null,
        random => random.NextInt64(long.MinValue, long.MaxValue),
        _ => JsonNode.Parse("1e999"),
        _ => JsonNode.Parse("-0.5e-300"),
        _ => true,
        _ => "",
        _ => "\u0000\ud83d\ude00\"\\|/%",
        _ => new string('x', 5000),
        _ => new JsonArray(1, "two", null, new JsonObject()),
        _ => new JsonObject { ["name"] = new JsonArray() },
        _ => "9999-99-99T99:99:99Z",
        _ => "1e1000000",
        _ => "9223372036854775807Ei",
    ];

    [Property(MaxTest = 300)]
    public void Whatever_stands_in_an_object_is_taken(int seed)
    {
        var random = new Random(seed);
        var feed = new Feed(2, Member.Rollouts);
        for (var i = 0; i < 12; i++)
        {
            var item = Any(random);
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                Spoil(item, random);
            }

            _ = random.Next(4) == 0 ? feed.Delete(item) : feed.Add(item);
        }

        feed.Complete().RunOut().Publish();
        foreach (var row in feed.Rows)
        {
            Assert.InRange(row.Document.RetainedBytes, 1, 64 * 1024);
            Assert.InRange(row.ObjectName.Length, 1, 253);
            Assert.All(WorkloadEvents.Of(new(null, row), DateTimeOffset.UnixEpoch), happened => Assert.InRange(happened.RetainedBytes, 1, 64 * 1024));
        }

        feed.Restart().Complete();
        Assert.Empty(feed.Rows);
    }

    [Fact]
    public void Absurd_numbers_stay_in_range()
    {
        var deployment = Member.Deployment("web", "d");
        deployment["spec"]!["replicas"] = long.MaxValue;
        deployment["status"]!["readyReplicas"] = -5;
        deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["requests"]!["memory"] = "9223372036854775807Ei";
        var row = Assert.Single(new Feed().Add(deployment).Complete().Rows);

        Assert.Equal((int.MaxValue, 0, long.MaxValue), (row.DesiredReplicas, row.ReadyReplicas, row.MemoryRequestBytes));
    }

    [Fact]
    public void Sums_of_absurd_pods_give_back_what_was_there_when_they_go()
    {
        var owner = Member.Owner(Member.StatefulSets, "db", "s");
        var absurd = Enumerable.Range(0, 5).Select(i => Absurd($"db-{i}", (JsonObject)owner.DeepClone())).ToArray();
        var feed = new Feed().Add(Member.Object(Member.StatefulSets, "db", "s"), Member.Pod("db-9", "p9", owner, restarts: 2)).Add(absurd).Complete();
        Assert.Equal(long.MaxValue, feed.Row("eu.statefulset.db").MemoryRequestBytes);
        Assert.Equal(int.MaxValue, feed.Row("eu.statefulset.db").Restarts);

        feed.Delete(absurd).Publish();
        Assert.Equal(256 << 20, feed.Row("eu.statefulset.db").MemoryRequestBytes);
        Assert.Equal(2, feed.Row("eu.statefulset.db").Restarts);
    }

    [Fact]
    public void An_object_of_one_and_a_half_megabytes_makes_a_small_row()
    {
        var deployment = Member.Deployment("web", "d");
        var labels = new JsonObject();
        for (var i = 0; i < 8_000; i++)
        {
            labels[$"label-{i}"] = new string('v', 63);
        }

        deployment["metadata"]!["labels"] = labels;
        deployment["metadata"]!["annotations"] = new JsonObject { ["big"] = new string('x', 900_000) };
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        for (var i = 0; i < 2_000; i++)
        {
            containers.Add(new JsonObject { ["name"] = $"c{i}", ["image"] = $"registry.example/image-{i}:1" });
        }

        Assert.True(deployment.ToJsonString().Length > 1_500_000);
        var row = Assert.Single(new Feed().Add(deployment).Complete().Rows);
        Assert.InRange(row.Document.RetainedBytes, 1, 64 * 1024);
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("-web")]
    public void A_name_no_API_server_lets_pass_makes_no_row(string name)
    {
        var feed = new Feed().Add(Member.Pod("x", "p", Member.Owner(new("example.io", "v1", "Thing"), name, "t")), Member.Deployment("web", "d")).Complete();
        Assert.Equal(["eu.deployment.web"], feed.Rows.Select(row => row.ObjectName));
    }

    [Fact]
    public void An_owner_reference_cannot_take_the_name_of_another_kind()
    {
        var forged = Member.Pod("x", "p", Member.Owner(new("batch", "v1", "Deployment"), "web", "forged"));
        var feed = new Feed().Add(forged, Member.Deployment("web", "d")).Complete();
        Assert.Equal([new WorkloadKey("eu", "batch", "Deployment", "shop", "web").ObjectName, "eu.deployment.web"], feed.Rows.Select(row => row.ObjectName));
    }

    [Theory]
    [InlineData("a.b", "Widget", "a-b", "Widget")]
    [InlineData("a.b", "Widget", "a.b", "WIDGET")]
    [InlineData("core", "Widget", "", "Widget")]
    [InlineData("", "Deployment", "", "DEPLOYMENT")]
    public void Owners_whose_names_read_the_same_are_rows_of_two_names(string group, string kind, string otherGroup, string otherKind)
    {
        var feed = new Feed().Add(
            Member.Pod("a", "a", Member.Owner(new(group, "v1", kind), "web", "one")),
            Member.Pod("b", "b", Member.Owner(new(otherGroup, "v1", otherKind), "web", "two"))).Complete();

        Assert.Equal(2, feed.Rows.Select(row => (row.Key.Namespace, row.ObjectName)).Distinct().Count());
        Assert.All(feed.Rows, row => Assert.Matches("^eu[.]widget-|^eu[.]deployment-core", row.ObjectName));
    }

    [Fact]
    public void A_change_that_is_withheld_is_told_again_when_its_workload_changes()
    {
        var feed = new Feed().Add(Member.Deployment("web", "d"));
        feed.Flush();
        var shard = feed.Shards[0];
        shard.CompleteSync();

        shard.Withhold(Assert.Single(shard.Pending()));
        Assert.False(shard.HasPending);
        Assert.Empty(shard.Snapshot.Rows);

        feed.Add(Member.Deployment("web", "d", replicas: 2)).Publish();
        Assert.Equal("eu.deployment.web", Assert.Single(feed.Rows).ObjectName);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reference_to_another_namespaces_owner_counts_as_one_to_an_owner_that_is_gone(bool isOwnerFirst)
    {
        var owner = Member.Deployment("web", "d");
        var forged = InAttack(Member.ReplicaSet("rs", "rs", Member.Owner(Member.Deployments, "web", "d")));
        var pod = InAttack(Member.Pod("p", "p", Member.Owner(Member.ReplicaSets, "rs", "rs"), waiting: "CrashLoopBackOff"));
        var direct = InAttack(Member.Pod("q", "q", Member.Owner(Member.Deployments, "web", "d"), waiting: "CrashLoopBackOff"));

        var feed = isOwnerFirst ? new Feed().Add(owner, forged, pod, direct).Complete() : new Feed().Add(direct, pod, forged, owner).Complete();

        Assert.Equal([("shop", 0)], feed.Rows.Select(row => (row.Key.Namespace, PodsOf(row))).Order());
        feed.Delete(direct, pod, forged).Publish();
        Assert.Equal("shop", Assert.Single(feed.Rows).Key.Namespace);
    }

    [Fact]
    public void A_forged_reference_that_comes_first_does_not_take_the_owner_from_its_own()
    {
        var set = Member.ReplicaSet("web-1", "rs", Member.Owner(Member.Deployments, "web", "d"));
        var forged = InAttack(Member.Pod("x", "x", Member.Owner(Member.ReplicaSets, "web-1", "rs")));
        var own = Member.Pod("web-1-a", "p", Member.Owner(Member.ReplicaSets, "web-1", "rs"));

        // Not even under another kind, which nobody would wait for.
        var misnamed = InAttack(Member.Pod("y", "y", Member.Owner(Member.Rollouts, "web", "r")));
        var rollout = Member.Pod("r-a", "r-a", Member.Owner(Member.Rollouts, "web", "r"));
        var feed = new Feed().Add(misnamed, rollout, forged, own, set, Member.Deployment("web", "d")).Complete();

        Assert.Equal(1, PodsOf(Assert.Single(feed.Rows, row => row.Key is { Namespace: "shop", Kind: "Deployment" })));
        Assert.Equal(1, PodsOf(Assert.Single(feed.Rows, row => row.Key is { Namespace: "shop", Kind: "Rollout" })));

        // What names a ReplicaSet that is not there is nobody's; what names a kind nobody follows is seen as that.
        Assert.Equal(1, feed.Rows.Where(row => row.Key.Namespace == "attack").Sum(row => PodsOf(row)));
        Assert.False(feed.Router.NeedsResync);
        Assert.Equal(0, feed.Router.WaitingCount);
    }

    [Fact]
    public void An_event_of_another_namespace_is_not_the_workloads()
    {
        var pod = Member.Pod("p", "p", Member.Owner(Member.Deployments, "web", "d"));
        var forged = InAttack(Member.Event("forged", pod));
        var early = InAttack(Member.Event("early", pod));
        var feed = new Feed().Add(early, Member.Deployment("web", "d"), pod, forged, Member.Event("own", pod)).Complete();

        var events = feed.Shards[0].Describe(feed.Row("eu.deployment.web").Key)!.Events;
        Assert.Equal("own", Assert.Single(events)["metadata"u8]["name"u8].AsString(""));
    }

    [Fact]
    public void Rings_of_pods_and_objects_that_own_themselves_are_not_followed()
    {
        var feed = new Feed();
        for (var i = 0; i < 2_000; i++)
        {
            // One UID for all a reference may name: also an object's own, and those of kinds it is not.
            feed.Add(Member.Pod($"pod-{i}", $"u{i}", Member.Owner(Member.ReplicaSets, "ring", $"u{(i + 1) % 2_000}")));
            feed.Add(Member.Event($"event-{i}", Member.Pod($"pod-{i}", $"u{i}", null)));
        }

        feed.Add(Member.ReplicaSet("self", "self", Member.Owner(Member.ReplicaSets, "self", "self")));
        feed.Complete().RunOut().RunOut().Publish();
        Assert.Equal(0, feed.Router.WaitingCount);
        Assert.Equal(["eu.replicaset.self"], feed.Rows.Select(row => row.ObjectName));
    }

    [Fact]
    public void Fifty_thousand_objects_in_one_namespace_are_rows_in_order()
    {
        const int Count = 50_000;
        var feed = new Feed(4);
        for (var i = 0; i < Count; i++)
        {
            feed.Add(Member.Pod($"pod-{i}", $"p{i}", null));
        }

        feed.Complete();
        Assert.Equal(Count, feed.Rows.Count());
        Assert.All(feed.Shards, shard =>
        {
            Assert.InRange(shard.Snapshot.Rows.Length, Count / 4 * 0.9, Count / 4 * 1.1);
            Assert.True(shard.Snapshot.Rows.Zip(shard.Snapshot.Rows.Skip(1)).All(pair => WorkloadOrder.Compare(pair.First, pair.Second) < 0));
        });
    }

    private static int PodsOf(Workload row) => (int)(row.Document["status"u8]["pods"u8]["total"u8].AsInt64() ?? 0);

    private static JsonObject InAttack(JsonObject item)
    {
        item["metadata"]!["namespace"] = "attack";
        return item;
    }

    private static JsonObject Absurd(string name, JsonObject owner)
    {
        var pod = Member.Pod(name, name, owner);
        pod["spec"]!["containers"]![0]!["resources"]!["requests"]!["memory"] = "8Ei";
        pod["status"]!["containerStatuses"]![0]!["restartCount"] = long.MaxValue;
        return pod;
    }

    private static JsonObject Any(Random random)
    {
        var name = $"n{random.Next(3)}";
        return random.Next(7) switch
        {
            0 => Member.Deployment(name, name + "d"),
            1 => Member.ReplicaSet(name, name + "rs", Member.Owner(Member.Deployments, name, name + "d")),
            2 => Member.CronJob(name, name + "c"),
            3 => Member.Job(name, name + "j", Member.Owner(Member.CronJobs, name, name + "c"), "Failed"),
            4 => Member.Event(name, Member.Deployment(name, name + "d")),
            5 => Member.Object(Member.Rollouts, name, name + "r"),
            _ => Member.Pod(name, name + "p", Member.Owner(Member.ReplicaSets, name, name + "rs"), waiting: "CrashLoopBackOff", restarts: 3),
        };
    }

    private static void Spoil(JsonNode item, Random random)
    {
        while (true)
        {
            if (item is JsonObject { Count: > 0 } map)
            {
                var name = map.ElementAt(random.Next(map.Count)).Key;
                if (name is "kind" or "apiVersion" && item.Parent is null)
                {
                    continue;
                }

                if (map[name] is not (JsonObject or JsonArray) || random.Next(4) == 0)
                {
                    map[name] = Junk[random.Next(Junk.Length)](random);
                    return;
                }

                item = map[name]!;
            }
            else if (item is JsonArray { Count: > 0 } list)
            {
                var index = random.Next(list.Count);
                if (list[index] is not (JsonObject or JsonArray) || random.Next(4) == 0)
                {
                    list[index] = Junk[random.Next(Junk.Length)](random);
                    return;
                }

                item = list[index]!;
            }
            else
            {
                return;
            }
        }
    }
}
