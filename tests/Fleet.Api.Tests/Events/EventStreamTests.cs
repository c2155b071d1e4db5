using Fleet.Api.Events;
using Fleet.Api.Tests.Identity;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Api.Tests.Events;

/// <summary>What subscribers are sent, from where on, and when it ends.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = IdentityFleet.NewTime();
    private IdentityFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await IdentityFleet.StartAsync(time: _time);

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Stream_without_since_begins_now()
    {
        await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "old"));
        using var stream = await TestSubscriber.OpenAsync(_fleet);
        Assert.Equal("text/event-stream", stream.MediaType);
        Assert.Equal(_fleet.Store.Head, await stream.HeartbeatAsync());
        var position = await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "new"));
        var (id, type, data) = (await stream.NextAsync())!.Value;
        Assert.Equal((position, TestEvents.Health), (id, type));
        Assert.Equal(position.ToString(System.Globalization.CultureInfo.InvariantCulture), data["id"u8].AsString());
        Assert.Equal("1.0", data["specversion"u8].AsString());
        Assert.Equal("pay/new", data["subject"u8].AsString());
    }

    [Theory]
    [InlineData("?since=0", null, "one")]
    [InlineData("?since=ONE", null, "two")]
    [InlineData("?since=0", "ONE", "two")]
    [InlineData("?since=TWO", "ONE", "three")]
    [InlineData("?since=now", "ONE", "two")]
    [InlineData("?since=2026-11-25T02:00:00Z", null, "one")]
    [InlineData("?since=2026-11-25T02:00:10Z", null, "two")]
    [InlineData("?since=2026-11-25T03:00:11%2B01:00", null, "three")]
    [InlineData("?since=2020-01-01T00:00:00Z", null, "one")]
    public async Task Stream_resumes_after_position_time_or_last_event(string query, string? last, string first)
    {
        var one = await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "one"));
        _time.Advance(TimeSpan.FromSeconds(10));
        var two = await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "two"));
        _time.Advance(TimeSpan.FromSeconds(10));
        await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "three"));
        using var stream = await TestSubscriber.OpenAsync(_fleet, Positions(query), lastEventId: last is null ? null : Positions(last));
        Assert.Equal($"pay/{first}", (await stream.NextAsync())!.Value.Data["subject"u8].AsString());

        string Positions(string text) => text.Replace("ONE", $"{one}", StringComparison.Ordinal).Replace("TWO", $"{two}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?type=io.fleetengine.workload.added", "3")]
    [InlineData("?type=io.fleetengine.workload.*", "1,2,3")]
    [InlineData("?type=io.fleetengine.workload.added,io.fleetengine.cluster.*", "3,0")]
    [InlineData("?cluster=east", "1,0")]
    [InlineData("?cluster=east&cluster=west", "1,2,3,0")]
    [InlineData("?namespace=pay&cluster=west", "2")]
    [InlineData("?subject=pay/web", "1,2")]
    public async Task Filters_let_through_what_they_name(string query, string numbers)
    {
        await TestEvents.CommitAsync(
            _fleet.Store,
            TestEvents.Workload(TestEvents.Health, "east", "pay", "web", 1),
            TestEvents.Workload(TestEvents.Health, "west", "pay", "web", 2),
            TestEvents.Workload("io.fleetengine.workload.added", "west", "shop", "web", 3),
            TestEvents.Cluster("synced", "east"),
            TestEvents.Workload("io.fleetengine.end", "end", "end", "end", 9));
        var answer = await _fleet.SendAsync("GET", $"/events{query}", headers: ("Accept", "application/json"));
        Assert.Equal(numbers.Split(','), answer.Body.Root.Items.ToList().Select(item => $"{item["data"u8]["number"u8].AsInt64() ?? 0}"));
    }

    [Fact]
    public async Task Scoped_user_sees_its_events_and_nothing_of_access()
    {
        var jane = await _fleet.GrantAsync("jane", "viewer", """{"clusters":["east"],"namespaces":["pay"]}""");
        var start = _fleet.Store.Head;
        await TestEvents.CommitAsync(
            _fleet.Store,
            TestEvents.Workload(TestEvents.Health, "east", "pay", "mine", 1),
            TestEvents.Workload(TestEvents.Health, "east", "shop", "other", 2),
            TestEvents.Workload(TestEvents.Health, "west", "pay", "other", 3),
            TestEvents.Cluster("synced", "west"),
            TestEvents.Cluster("synced", "east"));
        await _fleet.CreateAsync("projects", "shop", """{"clusters":["west"]}""");
        await _fleet.CreateAsync("projects", "pay", """{"clusters":["east"]}""");
        await _fleet.CreateAsync("accesstokens", "joe", $$"""{"tokenHash":"{{IdentityFleet.HashOf("joe")}}","user":"joe"}""");
        Assert.Equal(["pay/mine", "east", "pay"], await SubjectsAsync(start, jane));
        Assert.Equal(8, (await SubjectsAsync(start, IdentityFleet.AdminToken)).Count);
        Assert.DoesNotContain("joe", await SubjectsAsync(start, null));
        Assert.Equal(403, (await _fleet.SendAsync("GET", "/events", token: await NobodyAsync(), headers: ("Accept", "application/json"))).Status);
    }

    [Theory]
    [InlineData("""{"namespaces":["pay"]}""", "east,west")]
    [InlineData("""{"clusters":["east"],"namespaces":["pay"]}""", "east")]
    [InlineData("""{"clusters":["east"]}""", "/operator,east")]
    [InlineData("{}", "/operator,/agent,east,west")]
    public async Task Workload_outside_namespaces_is_for_those_who_see_whole_clusters(string scope, string subjects)
    {
        var jane = await _fleet.GrantAsync("jane", "viewer", scope);
        var start = _fleet.Store.Head;
        await TestEvents.CommitAsync(
            _fleet.Store,
            TestEvents.Workload(TestEvents.Health, "east", "", "operator"),
            TestEvents.Workload(TestEvents.Health, "west", "", "agent"),
            TestEvents.Cluster("synced", "east"),
            TestEvents.Cluster("synced", "west"));
        Assert.Equal(subjects.Split(','), await SubjectsAsync(start, jane));
    }

    [Fact]
    public async Task Heartbeat_tells_how_far_everything_was_offered()
    {
        using var stream = await TestSubscriber.OpenAsync(_fleet, "?cluster=none");
        await stream.HeartbeatAsync();
        var position = await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", "web"));
        var feed = _fleet.Services.GetRequiredService<EventFeed>();
        await Eventually.TrueAsync(() => feed.Position >= position, "the feed has the events", Deadline);
        var beat = stream.HeartbeatAsync();
        while (!beat.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(position, await beat);
    }

    [Fact]
    public async Task Stream_ends_when_its_token_does()
    {
        var jane = await _fleet.GrantAsync("jane", "viewer");
        using var stream = await TestSubscriber.OpenAsync(_fleet, token: jane);
        await stream.HeartbeatAsync();
        await _fleet.SendAsync("DELETE", "/apis/fleetengine.io/v1alpha1/accesstokens/jane");
        await _fleet.Cache.CatchUpAsync(default);
        var end = stream.NextAsync();
        while (!end.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Null(await end);
    }

    [Fact]
    public async Task Position_that_was_trimmed_or_never_was_is_gone()
    {
        await using var fleet = await IdentityFleet.StartAsync(store: new MemoryFleetStore(_time, new RetentionOptions { MaxEvents = 3 }));
        for (var i = 0; i < 10; i++)
        {
            await TestEvents.CommitAsync(fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", $"w{i}"));
        }

        var oldest = await fleet.Store.OldestPositionAsync(LogStream.Events, default);
        var answer = await fleet.SendAsync("GET", $"/events?since={oldest - 1}", headers: ("Accept", "text/event-stream"));
        Assert.Equal(410, answer.Status);
        Assert.Equal("Expired", answer.Body["reason"u8].AsString());
        Assert.Equal("OldestPosition", answer.Body["details"u8]["causes"u8][0]["reason"u8].AsString());
        Assert.Equal($"{oldest}", answer.Body["details"u8]["causes"u8][0]["message"u8].AsString());
        Assert.Equal(410, (await fleet.SendAsync("GET", $"/events?since={fleet.Store.Head + 100}")).Status);
        using var stream = await TestSubscriber.OpenAsync(fleet, $"?since={oldest}");
        Assert.Equal("pay/w7", (await stream.NextAsync())!.Value.Data["subject"u8].AsString());
    }

    [Theory]
    [InlineData("/events?since=yesterday", "", "", 400)]
    [InlineData("/events?since=-1", "", "", 400)]
    [InlineData("/events", "Last-Event-ID", "x", 400)]
    [InlineData("/events", "Accept", "image/png", 406)]
    [InlineData("/events?limit=0", "Accept", "application/json", 400)]
    [InlineData("/events?limit=1001", "Accept", "application/json", 400)]
    public async Task Bad_request_is_told_what_is_accepted(string path, string header, string value, int status)
    {
        var headers = header.Length == 0 ? Array.Empty<(string, string)>() : [(header, value)];
        Assert.Equal(status, (await _fleet.SendAsync("GET", path, headers: headers)).Status);
        Assert.Equal(405, (await _fleet.SendAsync("POST", "/events")).Status);
    }

    [Fact]
    public async Task Page_is_a_batch_whose_link_leads_on()
    {
        for (var i = 0; i < 5; i++)
        {
            await TestEvents.CommitAsync(_fleet.Store, TestEvents.Workload(TestEvents.Health, "east", "pay", $"w{i}"), TestEvents.Cluster("synced", "west"));
        }

        var (names, next) = (new List<string>(), "/events?cluster=east&limit=2");
        for (var pages = 0; pages < 3; pages++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next.TrimStart('/'));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {IdentityFleet.AdminToken}");
            request.Headers.TryAddWithoutValidation("Accept", "application/cloudevents-batch+json");
            using var response = await _fleet.Client.SendAsync(request);
            Assert.Equal("application/cloudevents-batch+json", response.Content.Headers.ContentType?.MediaType);
            names.AddRange(Document.Parse(await response.Content.ReadAsStringAsync()).Root.Items.ToList().Select(item => item["subject"u8].AsString("")));
            var link = response.Headers.GetValues("Link").Single();
            next = link[1..link.IndexOf('>')];
        }

        Assert.Equal(["pay/w0", "pay/w1", "pay/w2", "pay/w3", "pay/w4"], names);
    }

    [Fact]
    public async Task Subscribers_beyond_the_limit_are_sent_away()
    {
        await using var fleet = await IdentityFleet.StartAsync(events: new EventStreamOptions { MaxSubscribers = 1 });
        using (var first = await TestSubscriber.OpenAsync(fleet))
        {
            await first.HeartbeatAsync();
            using var second = await TestSubscriber.OpenAsync(fleet);
            Assert.Equal(429, second.Status);
        }

        var events = fleet.Services.GetRequiredService<EventsHandler>();
        await Eventually.TrueAsync(() => events.Subscribers == 0, "nobody is subscribed", Deadline);
    }

    [Fact]
    public async Task Subscriber_that_takes_nothing_is_cut_off()
    {
        using var stream = await TestSubscriber.OpenAsync(_fleet);
        var events = _fleet.Services.GetRequiredService<EventsHandler>();
        Assert.Equal(1, events.Subscribers);
        for (var i = 0; i < 200; i++)
        {
            await TestEvents.CommitAsync(_fleet.Store, [.. Enumerable.Range(0, 10).Select(n => TestEvents.Workload(TestEvents.Health, "east", "pay", new string('x', 200), n))]);
        }

        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return events.Subscribers == 0;
            },
            "the reader that takes nothing is cut off",
            Deadline);
    }

    private async Task<string> NobodyAsync()
    {
        await _fleet.CreateAsync("accesstokens", "nobody", $$"""{"tokenHash":"{{IdentityFleet.HashOf("nobody")}}","user":"nobody"}""");
        return "nobody";
    }

    private async Task<IReadOnlyList<string>> SubjectsAsync(long since, string? token)
    {
        var answer = await _fleet.SendAsync("GET", $"/events?since={since}", token: token, headers: ("Accept", "application/json"));
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Body.Root.Items.ToList().Select(item => item["subject"u8].AsString(""))];
    }
}
