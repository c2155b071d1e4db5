using Fleet.Grains.Inventory;
using Fleet.Grains.Queries;
using Fleet.Grains.Tests.Inventory;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Documents;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Fleet.Grains.Tests.Queries;

/// <summary>What travels between silos arrives as it was sent.</summary>
public sealed class WireTests
{
    private static readonly Workload Row = WorkloadReading.Read(Document.Parse(
        """
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"c1.deployment.web","namespace":"shop"},
         "spec":{"ref":{"cluster":"c1","group":"apps","version":"v1","kind":"Deployment","namespace":"shop","name":"web"} },
         "status":{"health":"Degraded","reason":"ProgressDeadlineExceeded","replicas":{"desired":3,"ready":1},"pods":{"restarts":7} } }
        """)) with
    { Version = 42 };

    [Fact]
    public void Question_arrives_as_sent()
    {
        var sent = new SiloQuestion
        {
            Query = new WorkloadQuery
            {
                Namespace = "shop",
                Search = "web",
                LabelSelector = "a=b",
                FieldSelector = "status.health=Degraded",
                Sort = ["-status.pods.restarts"],
                Limit = 7,
                Continue = "x",
                Facets = ["status.health"],
                FacetLimit = 3,
                Scope = new([new(new HashSet<string> { "c1" }, null), new(null, new HashSet<string> { "shop" })]),
            },
            Except = ["c9"],
            KnownStamp = 5,
        };

        var arrived = Travel(sent);

        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(sent), System.Text.Json.JsonSerializer.Serialize(arrived));
        Assert.True(arrived.Query!.Scope.Allows("c1", "any"));
        Assert.False(arrived.Query.Scope.Allows("c2", "other"));
    }

    [Fact]
    public void List_arrives_as_sent()
    {
        var sent = new SiloQuestion { List = new("shop") { After = ("shop", "c1.deployment.a"), Limit = 500, LabelSelector = "a", FieldSelector = "b" } };

        var arrived = Travel(sent);

        Assert.Equal(sent.List.After, arrived.List!.After);
        Assert.Equal((500, "a", "b", "shop"), (arrived.List.Limit, arrived.List.LabelSelector, arrived.List.FieldSelector, arrived.List.Namespace));
        Assert.True(arrived.List.Scope.IsUnlimited);
    }

    [Fact]
    public void Answer_arrives_as_sent()
    {
        var sent = new SiloAnswer
        {
            Page = new([Row], HasMore: true),
            Partial = new(9, [Row], [new Dictionary<string, long> { ["Degraded"] = 9 }]) { StaleClusters = ["c3"] },
            Held = new(7, [new("c1", 3, true)]),
        };

        var arrived = Travel(sent);

        Assert.Equal((true, 42), (arrived.Page!.HasMore, arrived.Page.Rows[0].Version));
        Assert.Equal(Row with { Document = Document.EmptyObject }, arrived.Page.Rows[0] with { Document = Document.EmptyObject });
        Assert.True(Row.Document.Root.DeepEquals(arrived.Page.Rows[0].Document.Root));
        Assert.Equal((9, 9, "c3"), (arrived.Partial!.Total, arrived.Partial.Facets[0]["Degraded"], arrived.Partial.StaleClusters[0]));
        Assert.Equal(new HeldShardsEntry("c1", 3, true), Assert.Single(arrived.Held.Clusters));
    }

    [Fact]
    public void Answer_set_is_known_arrives_without_one()
    {
        var arrived = Travel(new SiloAnswer { Held = new(7, default) });

        Assert.True(arrived.Held.Clusters.IsDefault);
        Assert.Equal(7, arrived.Held.Stamp);
    }

    [Fact]
    public void Batch_arrives_as_sent()
    {
        var change = new ShardFeeder(null!, "c1", 3).Deployment("web");

        var arrived = Travel(new InventoryBatch { Epoch = 3, Feed = 2, Sequence = 1, Shards = 4, CompletesSync = true, Changes = [change, new MemberChange(change.Kind, change.Object, true, null)] });

        Assert.Equal((3, 2, 1, 4, true), (arrived.Epoch, arrived.Feed, arrived.Sequence, arrived.Shards, arrived.CompletesSync));
        Assert.Equal((change.Owner, change.Kind, false), (arrived.Changes[0].Owner, arrived.Changes[0].Kind, arrived.Changes[0].IsDeleted));
        Assert.True(change.Object.Root.DeepEquals(arrived.Changes[0].Object.Root));
        Assert.Null(arrived.Changes[1].Owner);
    }

    [Fact]
    public void Refusal_arrives_with_its_reason()
    {
        var arrived = Travel<Exception>(new BatchRefusedException("c1|0", BatchRefusal.Gap, "batch 3 is missing"));

        Assert.Equal(BatchRefusal.Gap, Assert.IsType<BatchRefusedException>(arrived).Reason);
        Assert.Contains("batch 3 is missing", arrived.Message, StringComparison.Ordinal);
    }

    private static T Travel<T>(T value)
        where T : notnull
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
