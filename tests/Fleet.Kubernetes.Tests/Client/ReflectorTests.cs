using Fleet.Kubernetes.Client;

namespace Fleet.Kubernetes.Tests.Client;

public partial class ReflectorTests
{
    private static readonly ReflectorOptions Pods = new() { Resource = new("", "v1", "pods"), Kind = new("", "v1", "Pod"), StreamingList = false };

    private readonly ObservedTimeProvider _time = new();

    [Fact]
    public async Task State_comes_first_then_changes_and_a_cut_watch_resumes_where_the_consumer_stands()
    {
        var watches = 0;
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10", Pod("a", 5), Pod("b", 6)));
                return;
            }

            await exchange.StartAsync();
            if (Interlocked.Increment(ref watches) == 1)
            {
                await exchange.EventAsync("MODIFIED", Pod("a", 11));
                await exchange.EventAsync("BOOKMARK", """{"kind":"Pod","metadata":{"resourceVersion":"12"}}""");
                await exchange.ChunkAsync("{\"type\":\"DELETED\",\"object\":{");
                exchange.Cut();
                return;
            }

            await exchange.EventAsync("DELETED", Pod("b", 13));
            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(["Added a 5", "Added b 6", "Synced 10", "Modified a 11", "Bookmark 12", "Deleted b 13"], await run.TakeAsync(6));
        Assert.Collection(
            server.Requests,
            list => Assert.Equal("GET /api/v1/pods?limit=500&resourceVersion=0", list),
            watch => Assert.StartsWith("GET /api/v1/pods?watch=true&resourceVersion=10&allowWatchBookmarks=true&timeoutSeconds=300", watch, StringComparison.Ordinal),
            watch => Assert.StartsWith("GET /api/v1/pods?watch=true&resourceVersion=12&", watch, StringComparison.Ordinal));
        Assert.Equal((ReflectorState.Synced, "13", 1, 1), (run.Status.State, run.Status.ResourceVersion, run.Status.Objects, run.Status.Lists));
        Assert.IsType<ClusterUnreachableException>(run.Status.LastError);
    }

    [Fact]
    public async Task A_streamed_list_ends_with_its_bookmark_and_goes_on_as_a_watch()
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            await exchange.EventAsync("ADDED", Pod("a", 5));
            await exchange.EventAsync("BOOKMARK", InitialEventsEnd("9"));
            await exchange.EventAsync("DELETED", Pod("a", 10));
            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods with { StreamingList = true });
        Assert.Equal(["Added a 5", "Synced 9", "Deleted a 10"], await run.TakeAsync(3));
        Assert.StartsWith("GET /api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=", Assert.Single(server.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_refuses_streamed_lists_is_listed_in_pages_at_once()
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            if (exchange.Request.Contains("sendInitialEvents", StringComparison.Ordinal))
            {
                await exchange.StatusAsync(422, "Invalid", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
            }
            else if (exchange.IsWatch)
            {
                await exchange.StartAsync();
                await exchange.HoldAsync();
            }
            else
            {
                await exchange.JsonAsync(exchange.Request.Contains("continue", StringComparison.Ordinal) ? List("10", Pod("b", 6)) : Page("10", "next", Pod("a", 5)));
            }
        });
        await using var run = await RunAsync(server, Pods with { StreamingList = true, PageSize = 1 });
        Assert.Equal(["Added a 5", "Added b 6", "Synced 10"], await run.TakeAsync(3));
        Assert.Null(run.Status.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_ignores_the_parameter_is_listed_in_pages(bool bookmarks)
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10", Pod("a", 5)));
                return;
            }

            await exchange.StartAsync();
            if (exchange.Request.Contains("sendInitialEvents", StringComparison.Ordinal))
            {
                await exchange.EventAsync("ADDED", Pod("a", 5));
                if (bookmarks)
                {
                    await exchange.EventAsync("BOOKMARK", """{"metadata":{"resourceVersion":"8"}}""");
                }

                await exchange.EndAsync();
                return;
            }

            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods with { StreamingList = true });
        Assert.Equal(["Added a 5", "Synced 10"], await run.TakeAsync(2));
        Assert.IsType<MalformedResponseException>(run.Status.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_history_is_listed_again_and_what_vanished_is_reported_deleted(bool asEvent)
    {
        var lists = 0;
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(Interlocked.Increment(ref lists) == 1 ? List("10", Pod("a", 5), Pod("b", 6), Pod("c", 7), Pod("d", 8)) : List("30", Pod("a", 5), Pod("b", 20), Pod("d", 25, uid: 9), Pod("e", 26)));
            }
            else if (lists > 1)
            {
                await exchange.StartAsync();
                await exchange.HoldAsync();
            }
            else if (asEvent)
            {
                await exchange.StartAsync();
                await exchange.EventAsync("ERROR", """{"kind":"Status","status":"Failure","message":"too old resource version: 10 (20)","reason":"Expired","code":410}""");
                await exchange.EndAsync();
            }
            else
            {
                await exchange.StatusAsync(410, "Expired", "too old resource version");
            }
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(
            ["Added a 5", "Added b 6", "Added c 7", "Added d 8", "Synced 10", "Modified b 20", "Tombstone d 8", "Added d 25", "Added e 26", "Tombstone c 7", "Synced 30"],
            await run.TakeAsync(11));
        Assert.Contains("GET /api/v1/pods?resourceVersion=10", server.Requests);
        var error = Assert.IsType<KubernetesApiException>(run.Status.LastError);
        Assert.True(error.IsExpired);
    }

    [Fact]
    public async Task A_store_restored_from_a_backup_is_read_anew_and_its_older_versions_are_believed()
    {
        var restored = false;
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await (exchange.Request.Contains("resourceVersion=100", StringComparison.Ordinal)
                    ? exchange.StatusAsync(504, "Timeout", "Too large resource version: 100, current: 50", """{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large resource version"}],"retryAfterSeconds":1}""")
                    : exchange.JsonAsync(restored ? List("50", Pod("a", 40)) : List("100", Pod("a", 90), Pod("b", 95))));
            }
            else if (!restored)
            {
                restored = true;
                await exchange.StatusAsync(410, "Expired");
            }
            else
            {
                await exchange.StartAsync();
                await exchange.EventAsync("MODIFIED", Pod("a", 51));
                await exchange.HoldAsync();
            }
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(["Added a 90", "Added b 95", "Synced 100", "Modified a 40", "Tombstone b 95", "Synced 50", "Modified a 51"], await run.TakeAsync(7));
    }

    [Fact]
    public async Task Repeated_and_older_events_reach_the_consumer_once()
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            if (!exchange.IsWatch)
            {
                await exchange.JsonAsync(List("10", Pod("a", 5)));
                return;
            }

            await exchange.StartAsync();
            await exchange.EventAsync("ADDED", Pod("a", 5));
            await exchange.EventAsync("MODIFIED", Pod("a", 12));
            await exchange.EventAsync("MODIFIED", Pod("a", 12));
            await exchange.EventAsync("MODIFIED", Pod("a", 11));
            await exchange.EventAsync("DELETED", Pod("unknown", 13));
            await exchange.EventAsync("DELETED", Pod("a", 14, uid: 8));
            await exchange.EventAsync("ADDED", Pod("a", 15, uid: 9));
            await exchange.EventAsync("DELETED", Pod("a", 14));
            await exchange.EventAsync("DELETED", Pod("a", 16, uid: 9));
            await exchange.EventAsync("DELETED", Pod("a", 16, uid: 9));
            await exchange.EventAsync("ADDED", Pod("z", 17));
            await exchange.HoldAsync();
        });
        await using var run = await RunAsync(server, Pods);
        Assert.Equal(["Added a 5", "Synced 10", "Modified a 12", "Tombstone a 12", "Added a 15", "Deleted a 16", "Added z 17"], await run.TakeAsync(7));
        Assert.Equal("17", run.Status.ResourceVersion);
    }

    internal static string Pod(string name, long version, string note = "", int uid = 0) =>
        $$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{name}}","namespace":"web","uid":"00000000-0000-0000-0000-00000000000{{uid}}","resourceVersion":"{{version}}","annotations":{"n":"{{note}}"} } }""";

    internal static string List(string version, params string[] pods) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}"},"items":[{{string.Join(',', pods)}}]}""";

    internal static string InitialEventsEnd(string version) =>
        $$"""{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","annotations":{"k8s.io/initial-events-end":"true"} } }""";

    private static string Page(string version, string token, params string[] pods) =>
        $$"""{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"{{version}}","continue":"{{token}}"},"items":[{{string.Join(',', pods)}}]}""";

    private static async Task Hold(ScriptedExchange exchange)
    {
        await exchange.StartAsync();
        await exchange.HoldAsync();
    }

    private static Task WaitAsync(Func<bool> condition, int polls = 1) => ReflectorRun.WaitAsync(condition, polls);

    /// <summary>Moves the clock in a moment when the reflector has set its timer.</summary>
    private async Task AdvanceAsync(ReflectorRun run, TimeSpan by)
    {
        await run.SettleAsync();
        _time.Advance(by);
        await run.SettleAsync();
    }

    private Task<ReflectorRun> RunAsync(ScriptedServer server, ReflectorOptions options, bool autoAdvance = true) => ReflectorRun.StartAsync(server, options, _time, autoAdvance);
}
