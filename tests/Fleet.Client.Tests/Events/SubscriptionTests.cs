using Fleet.Client.Tests.Fakes;
using Fleet.Grains.Events;
using Fleet.Kubernetes.Client;
using Microsoft.AspNetCore.Http;

namespace Fleet.Client.Tests.Events;

public sealed class SubscriptionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Streams_cut_and_repeated_at_random_places_lose_and_double_nothing(int seed)
    {
        var random = new Random(seed);
        var connections = 0;
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            connections++;
            if (connections > 1 && random.Next(4) == 0)
            {
                context.Response.StatusCode = 503;
                return;
            }

            var next = Math.Max(1, FakeFleet.Since(context)!.Value + 1 - random.Next(3));
            var bytes = EventText.Bytes(": 0\n\n" + string.Concat(Enumerable.Range((int)next, 40).Select(position => EventText.Of(position))));
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, random.Next(bytes.Length)));
            await context.Response.Body.FlushAsync();
            if (random.Next(2) == 0)
            {
                context.Abort();
            }
        });
        await using var client = await fleet.CreateClientAsync();

        var taken = await client.SubscribeAsync(new FleetEventSubscription { After = 0, WaitForServer = true }).TakeAsync(200);

        Assert.Equal(Enumerable.Range(1, 200).Select(position => (long)position), taken.Select(next => next.Position));
        Assert.True(connections > 5);
    }

    [Fact]
    public async Task A_fresh_subscription_cut_before_its_first_event_resumes_from_the_position_of_its_heartbeat()
    {
        var asked = new List<long?>();
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            asked.Add(FakeFleet.Since(context));
            return StreamAsync(context, asked.Count == 1 ? ": 41\n\n" : EventText.Of(42));
        });
        await using var client = await fleet.CreateClientAsync();

        var taken = await client.SubscribeAsync(after: null).TakeAsync(1);

        Assert.Equal(42, Assert.Single(taken).Position);
        Assert.Equal([null, 41L], asked.Take(2));
    }

    [Fact]
    public async Task Expired_events_are_told_with_the_oldest_position_and_not_tried_again()
    {
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            context.Response.StatusCode = 410;
            await context.Response.WriteAsJsonAsync(new { kind = "Status", code = 410, reason = "Expired", message = "gone", details = new { causes = new[] { new { reason = "OldestPosition", message = "900" } } } });
        });
        await using var client = await fleet.CreateClientAsync();

        var error = await Assert.ThrowsAsync<EventsExpiredException>(() => client.SubscribeAsync(after: 5).TakeAsync(1));

        Assert.Equal((5L, 900L), (error.After, error.Oldest));
    }

    [Fact]
    public async Task A_silent_server_is_left_and_asked_again()
    {
        var connections = 0;
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            connections++;
            await StreamAsync(context, connections == 1 ? EventText.Of(1) + "id: 2\ndata: {" : EventText.Of(2));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var client = await fleet.CreateClientAsync(new FleetClientOptions { EventStallTimeout = TimeSpan.FromSeconds(300) });
        var interruptions = new List<Exception>();

        var taken = await client.SubscribeAsync(new FleetEventSubscription { After = 0, OnInterrupted = (error, _) => interruptions.Add(error) }).TakeAsync(2);

        Assert.Equal([1L, 2L], taken.Select(next => next.Position));
        Assert.IsType<ClusterUnreachableException>(interruptions[0]);
    }

    [Fact]
    public async Task Garbage_is_left_and_asked_again_and_thrown_when_it_stays()
    {
        var connections = 0;
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            connections++;
            return StreamAsync(context, connections == 2 ? EventText.Of(1) : ": 0\n\nid: 1\ndata: <html>\n\n");
        });
        await using var client = await fleet.CreateClientAsync();

        var taken = new List<long>();
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () =>
        {
            await foreach (var next in client.SubscribeAsync(after: 0, Deadline.Token()))
            {
                taken.Add(next.Position);
            }
        });

        Assert.Equal([1L], taken);
        Assert.Contains("GET /events", error.Message, StringComparison.Ordinal);
        Assert.Equal(7, connections);
    }

    [Theory]
    [InlineData(200, "text/html")]
    [InlineData(403, "application/json")]
    [InlineData(401, "application/json")]
    public async Task What_will_not_mend_itself_is_thrown_at_the_first_attempt(int status, string mediaType)
    {
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = mediaType;
            await context.Response.WriteAsync("{}");
        });
        await using var client = await fleet.CreateClientAsync();

        await Assert.ThrowsAnyAsync<ClusterException>(() => client.SubscribeAsync(after: 0).TakeAsync(1));
    }

    [Fact]
    public async Task Filters_are_sent_and_events_of_others_dropped()
    {
        var query = "";
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            query = context.Request.QueryString.Value!;
            return StreamAsync(context, EventText.Of(1, "io.fleetengine.cluster.added") + EventText.Of(2, cluster: "c2") + EventText.Of(3));
        });
        await using var client = await fleet.CreateClientAsync();

        var taken = await client.SubscribeAsync(new FleetEventSubscription { After = 0, Types = ["io.fleetengine.workload.*"], Clusters = ["c1"], Namespaces = ["web"] }).TakeAsync(1);

        var only = Assert.Single(taken);
        Assert.Equal((3, "c1", "web", "web/c1.deployment.front", "Degraded"), (only.Position, only.Cluster, only.Namespace, only.Subject, only.Data["after"].AsString()));
        Assert.Equal("?since=0&type=io.fleetengine.workload.%2A&cluster=c1&namespace=web", query);
    }

    [Fact]
    public async Task Who_asks_for_all_that_is_kept_gets_it_from_the_oldest_on()
    {
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            if (FakeFleet.Since(context) < 900)
            {
                context.Response.StatusCode = 410;
                await context.Response.WriteAsJsonAsync(new { kind = "Status", code = 410, reason = "Expired", message = "gone", details = new { causes = new[] { new { reason = "OldestPosition", message = "900" } } } });
                return;
            }

            await StreamAsync(context, EventText.Of(901));
        });
        await using var client = await fleet.CreateClientAsync();

        Assert.Equal(901, Assert.Single(await client.SubscribeAsync(after: 0).TakeAsync(1)).Position);
    }

    [Fact]
    public async Task Past_events_are_read_page_by_page_to_the_newest_also_over_empty_pages()
    {
        var asked = new List<string>();
        string[] pages = [$"[{EventText.Json(1)},{EventText.Json(2)}]", "[]", $"[{EventText.Json(9)}]", "[]"];
        string[] next = ["2", "8", "9", "9"];
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            context.Response.ContentType = "application/cloudevents-batch+json";
            context.Response.Headers.Link = $"</events?since={next[asked.Count]}&limit=1000>; rel=\"next\"";
            asked.Add(context.Request.QueryString.Value!);
            await context.Response.WriteAsync(pages[asked.Count - 1]);
        });
        await using var client = await fleet.CreateClientAsync();

        var read = new List<long>();
        await foreach (var past in client.ReadEventsAsync(new FleetEventSubscription(), Deadline.Token()))
        {
            read.Add(past.Position);
        }

        Assert.Equal([1L, 2L, 9L], read);
        Assert.Equal(["?limit=1000", "?since=2&limit=1000", "?since=8&limit=1000", "?since=9&limit=1000"], asked);
    }

    private static async Task StreamAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }
}
