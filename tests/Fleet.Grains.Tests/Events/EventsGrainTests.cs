using System.Globalization;
using Fleet.Grains.Events;
using Fleet.Grains.Tests.Hosting;
using Fleet.Grains.Tests.Inventory;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Grains.Tests.Events;

/// <summary>Events through a grain, from an Orleans client.</summary>
public sealed class EventsGrainTests
{
    [Fact]
    public async Task Subscribe_from_the_beginning_gives_past_and_live_events_in_order_without_a_seam()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = new ShardFeeder(silo.Shard("c1"), "c1", await silo.Store.AcquireAsync("c1", "test", default));
        await feeder.SyncAsync(feeder.Deployment("a"), feeder.Deployment("b"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        var seen = new List<Document>();
        await foreach (var item in silo.Client.GetGrain<IEventsGrain>(1).SubscribeAsync(0, limit.Token))
        {
            seen.Add(item);
            if (seen.Count is 2 or 3)
            {
                await feeder.ApplyAsync(feeder.Deployment($"live{seen.Count}"));
            }

            if (seen.Count == 4)
            {
                break;
            }
        }

        Assert.Equal(
            (await silo.LogAsync(LogStream.Events)).Select(entry => entry.Position.ToString(CultureInfo.InvariantCulture)), seen.Select(item => item["id"u8].AsString()!));
        Assert.Equal("shop/c1.deployment.live3", seen[^1]["subject"u8].AsString());
    }

    [Fact]
    public async Task Subscribe_resumed_at_an_id_repeats_and_skips_nothing()
    {
        await using var silo = await SiloHarness.StartAsync();
        var feeder = new ShardFeeder(silo.Shard("c1"), "c1", await silo.Store.AcquireAsync("c1", "test", default));
        await feeder.SyncAsync(Enumerable.Range(0, 5).Select(i => feeder.Deployment($"d{i}")));
        var first = await TakeAsync(silo, 0, 2);

        var rest = await TakeAsync(silo, long.Parse(first[^1]["id"u8].AsString()!, CultureInfo.InvariantCulture), 3);

        Assert.Equal(5, first.Concat(rest).Select(item => item["subject"u8].AsString()).Distinct().Count());
    }

    [Fact]
    public async Task Subscribe_position_is_not_of_this_log_says_expired()
    {
        await using var silo = await SiloHarness.StartAsync();

        var error = await Assert.ThrowsAsync<EventsExpiredException>(() => TakeAsync(silo, 1_000_000, 1));

        Assert.Equal(1_000_000, error.After);
    }

    private static async Task<List<Document>> TakeAsync(SiloHarness silo, long after, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var seen = new List<Document>();
        await foreach (var item in silo.Client.GetGrain<IEventsGrain>(2).SubscribeAsync(after, limit.Token))
        {
            seen.Add(item);
            if (seen.Count == count)
            {
                break;
            }
        }

        return seen;
    }
}
