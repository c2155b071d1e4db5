using Fleet.Inventory.Tests.Objects;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Resources;
using FsCheck.Xunit;

namespace Fleet.Inventory.Tests.Shards;

/// <summary>Whatever the order the watches of a cluster speak in, the rows are those of its objects.</summary>
public class InterleavingTests
{
    [Property(MaxTest = 150)]
    public void Rows_are_those_of_a_build_from_the_final_state(int seed)
    {
        var random = new Random(seed);
        GroupVersionKind[] extra = random.Next(2) == 0 ? [] : [Member.Rollouts];
        var model = new ClusterModel(seed);
        for (var i = 0; i < 15; i++)
        {
            model.Step();
        }

        var feed = new Feed(1 + random.Next(3), extra);
        model.List(feed);
        feed.Complete();
        for (var i = 0; i < 60; i++)
        {
            Disturb(random, model, feed);
        }

        model.DeliverAll(feed);
        feed.RunOut().RunOut().RunOut().Publish();
        if (feed.Router.NeedsResync)
        {
            Restart(model, feed);
        }

        var scratch = new Feed(1, extra);
        model.List(scratch);
        scratch.Complete().RunOut().Publish();
        Assert.Equal(Text(scratch), Text(feed));
        Assert.Equal(0, feed.Router.WaitingCount);
        CheckHistory(feed);
    }

    private static void Disturb(Random random, ClusterModel model, Feed feed)
    {
        model.Step();
        model.Deliver(feed, 12);
        switch (random.Next(20))
        {
            case 0:
                model.Relist(feed);
                break;
            case 1:
                Restart(model, feed);
                break;
            case 2:
                feed.Publish().Move();
                model.List(feed);
                feed.Complete();
                break;
            case 3:
                feed.RunOut();
                break;
            default:
                feed.Publish();
                break;
        }
    }

    private static void Restart(ClusterModel model, Feed feed)
    {
        feed.Restart();
        model.List(feed);
        feed.Complete();
    }

    private static string Text(Feed feed) => string.Join('\n', feed.Rows.Select(row => row.Document.ToString()));

    /// <summary>Each publication starts from the one before, says something, and the last is what the snapshot shows.</summary>
    private static void CheckHistory(Feed feed)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in feed.Published)
        {
            var name = change.Row.Key.Namespace + "/" + change.Row.ObjectName;
            Assert.Equal(rows.GetValueOrDefault(name), change.Before?.Document.ToString());
            Assert.NotEqual(change.Before?.Document.ToString(), change.After?.Document.ToString());
            CheckEvents(change);
            if (change.After is { } after)
            {
                rows[name] = after.Document.ToString();
            }
            else
            {
                rows.Remove(name);
            }
        }

        Assert.Equal(rows.Values.Order(StringComparer.Ordinal), feed.Rows.Select(row => row.Document.ToString()).Order(StringComparer.Ordinal));
    }

    private static void CheckEvents(WorkloadChange change)
    {
        var types = WorkloadEvents.Of(change, DateTimeOffset.UnixEpoch).Select(happened => happened["type"].AsString("").Split('.')[^1]).ToArray();
        Assert.Equal(change.Before is null, types is ["added"]);
        Assert.Equal(change.After is null, types is ["removed"]);
        if (change is { Before: { } before, After: { } after } && types is not ["removed", "added"])
        {
            Assert.Equal(before.DesiredReplicas != after.DesiredReplicas, types.Contains("scaled"));
            Assert.Equal(before.Health != after.Health, types.Contains("health"));
        }
    }
}
