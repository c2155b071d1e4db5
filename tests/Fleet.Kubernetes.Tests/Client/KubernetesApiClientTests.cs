using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

public class KubernetesApiClientTests
{
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    private static readonly GroupVersionKind Deployment = new("apps", "v1", "Deployment");
    private static readonly ResourceAddress Front = new(Deployments, "web", "front");
    private static readonly Document Body = Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"front"}}""");

    [Fact]
    public async Task Writes_send_their_options_as_the_api_has_them()
    {
        var seen = new List<(string Request, string Type, string Body)>();
        await using var server = new ScriptedServer(exchange =>
        {
            seen.Add((exchange.Request, exchange.Headers.GetValueOrDefault("Content-Type", ""), exchange.Body));
            return exchange.JsonAsync("{}");
        });
        var client = await server.ConnectAsync();
        await client.CreateAsync(new ResourceAddress(Deployments, "web"), Body, new() { FieldManager = "a b", FieldValidation = "Strict" });
        await client.UpdateAsync(Front with { Subresource = "status" }, Body, new() { ResourceVersion = "7" });
        await client.ApplyAsync(Front, Body, new() { FieldManager = "fleet", Force = true, DryRun = true, Uid = "u-1", ResourceVersion = "9" });
        await client.PatchAsync(Front, PatchType.Json, Document.Parse("[]"));
        await client.PatchAsync(Front, PatchType.Merge, Document.Parse("{}"));
        await client.PatchAsync(Front, PatchType.StrategicMerge, Document.Parse("{}"));
        await client.DeleteAsync(Front, new() { Uid = "u-1", ResourceVersion = "9", PropagationPolicy = "Foreground", GracePeriodSeconds = 0, DryRun = true });
        Assert.Equal(
            [
                ("POST /apis/apps/v1/namespaces/web/deployments?fieldManager=a%20b&fieldValidation=Strict", "application/json", Body.ToString()),
                ("PUT /apis/apps/v1/namespaces/web/deployments/front/status", "application/json", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"front","resourceVersion":"7"}}"""),
                ("PATCH /apis/apps/v1/namespaces/web/deployments/front?fieldManager=fleet&force=true&dryRun=All", "application/apply-patch+yaml", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"front","uid":"u-1","resourceVersion":"9"}}"""),
                ("PATCH /apis/apps/v1/namespaces/web/deployments/front", "application/json-patch+json", "[]"),
                ("PATCH /apis/apps/v1/namespaces/web/deployments/front", "application/merge-patch+json", "{}"),
                ("PATCH /apis/apps/v1/namespaces/web/deployments/front", "application/strategic-merge-patch+json", "{}"),
                ("DELETE /apis/apps/v1/namespaces/web/deployments/front", "application/json", """{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u-1","resourceVersion":"9"},"propagationPolicy":"Foreground","gracePeriodSeconds":0,"dryRun":["All"]}"""),
            ],
            seen);
        await Assert.ThrowsAsync<ArgumentException>(() => client.ApplyAsync(Front, Body, new()));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("%2e%2e")]
    [InlineData("")]
    public async Task A_name_that_would_change_the_path_is_refused(string name)
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await server.ConnectAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync(Front.WithName(name)));
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("http://example.com/api")]
    [InlineData("\\\\example.com\\api")]
    public async Task A_path_that_leads_to_another_server_is_refused(string path)
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await server.ConnectAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetRawAsync(path));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_status_becomes_a_typed_error()
    {
        await using var server = new ScriptedServer(exchange => exchange.StatusAsync(
            409, "Conflict", "Apply failed with 1 conflict", """{"name":"front","causes":[{"reason":"FieldManagerConflict","message":"conflict with \"hpa\"","field":".spec.replicas"}],"retryAfterSeconds":2}"""));
        var client = await server.ConnectAsync();
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => client.ApplyAsync(Front, Body, new() { FieldManager = "fleet" }));
        Assert.True(error.IsConflict);
        Assert.False(error.IsTransient);
        Assert.Equal([new StatusCause("FieldManagerConflict", "conflict with \"hpa\"", ".spec.replicas")], error.Causes);
        Assert.Equal(TimeSpan.FromSeconds(2), error.RetryAfter);
        Assert.Contains("PATCH /apis/apps/v1/namespaces/web/deployments/front: Apply failed with 1 conflict (409 Conflict)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:00:30 GMT\r\n", 30)]
    [InlineData("Retry-After: 99999999\r\n", 3600)]
    [InlineData("Retry-After: soon\r\n", null)]
    public async Task Retry_after_is_read_and_bounded(string header, int? seconds)
    {
        await using var server = new ScriptedServer(exchange => exchange.StatusAsync(429, "TooManyRequests", headers: header));
        var client = await server.ConnectAsync(new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(Front));
        Assert.True(error.IsTransient);
        Assert.Equal(seconds, (int?)error.RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var other = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        await using var server = new ScriptedServer(exchange => exchange.AnswerAsync(302, "text/plain", "", $"Location: {other.Url}/api\r\n"));
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () => await (await server.ConnectAsync()).GetAsync(Front));
        Assert.Contains("redirects are not followed", error.Message, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "encoded as gzip")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}", "the answer is text/html")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{\"a\":", "ends early")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{]", "not JSON at byte 1")]
    public async Task An_answer_that_is_not_the_api_is_refused(string answer, string expected)
    {
        await using var server = new ScriptedServer(exchange => exchange.RawAsync(answer));
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () => await (await server.ConnectAsync()).GetAsync(Front));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"a\":")]
    [InlineData("")]
    public async Task A_connection_that_breaks_is_unreachable(string answer)
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.RawAsync(answer);
            exchange.Cut();
        });
        await Assert.ThrowsAsync<ClusterUnreachableException>(async () => await (await server.ConnectAsync()).GetAsync(Front));
    }

    [Fact]
    public async Task A_server_nobody_runs_is_unreachable()
    {
        var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await server.ConnectAsync();
        await server.DisposeAsync();
        var error = await Assert.ThrowsAsync<ClusterUnreachableException>(() => client.GetAsync(Front));
        Assert.Contains("ConnectionError", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_drips_bytes_is_given_up_after_the_time_allowed()
    {
        var time = new FakeTimeProvider();
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            while (true)
            {
                await exchange.ChunkAsync(" ");
                time.Advance(TimeSpan.FromSeconds(5));
            }
        });
        var error = await Assert.ThrowsAsync<ClusterUnreachableException>(async () => await (await server.ConnectAsync(time)).GetAsync(Front));
        Assert.Contains("no answer within the time allowed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_larger_than_allowed_is_refused_before_it_is_held()
    {
        var sent = 0L;
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            await exchange.ChunkAsync("{\"a\":\"");
            var part = new string('x', 64 << 10);
            for (; sent < 100 << 20; sent += part.Length)
            {
                await exchange.ChunkAsync(part);
            }
        });
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () => await (await server.ConnectAsync(configure: o => o with { MaxObjectBytes = 1 << 20 })).GetAsync(Front));
        Assert.Contains("more than 1048576 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(sent, 0, 30 << 20);
    }

    [Fact]
    public async Task Lists_go_page_by_page_and_give_items_their_kind()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync(exchange.Request.Contains("continue=", StringComparison.Ordinal)
            ? """{"apiVersion":"apps/v1","items":[{"apiVersion":"x/v1","kind":"X","metadata":{"name":"c"}}],"kind":"DeploymentList","metadata":{"resourceVersion":"9"}}"""
            : """{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"9","continue":"t","remainingItemCount":1},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}"""));
        var items = await (await server.ConnectAsync()).ListAsync(new ResourceAddress(Deployments), Deployment, new() { Limit = 2, LabelSelector = "a=b,c", ResourceVersion = "0" });
        Assert.Equal(["""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"}}""", """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"b"}}""", """{"apiVersion":"x/v1","kind":"X","metadata":{"name":"c"}}"""], items.Select(item => item.ToString()));
        Assert.Equal(["GET /apis/apps/v1/deployments?labelSelector=a%3Db%2Cc&limit=2&resourceVersion=0", "GET /apis/apps/v1/deployments?labelSelector=a%3Db%2Cc&limit=2&continue=t"], server.Requests);
    }

    [Theory]
    [InlineData("""{"kind":"PodList","items":[{"metadata":{}}],"metadata":{"continue":"same"}}""")]
    [InlineData("""{"kind":"PodList","items":[],"metadata":{"continue":"other"}}""")]
    public async Task Pages_without_end_are_refused(string page)
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync(page));
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () => await (await server.ConnectAsync()).ListAsync(new ResourceAddress(Deployments), Deployment));
        Assert.Contains("do not come to an end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_does_not_end_is_given_up_before_it_takes_the_memory()
    {
        var page = 0;
        var filler = new string('x', 1000);
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync($$"""{"kind":"PodList","items":[{"metadata":{"name":"{{filler}}"} }],"metadata":{"continue":"{{page++}}"} }"""));
        var client = await server.ConnectAsync(configure: options => options with { MaxObjectBytes = 4096, MaxResponseBytes = 8192 });
        var error = await Assert.ThrowsAsync<MalformedResponseException>(() => client.ListAsync(new ResourceAddress(Deployments), Deployment));
        Assert.Contains("the list takes more than 8192 bytes", error.Message, StringComparison.Ordinal);
        Assert.InRange(page, 5, 8);
    }

    [Fact]
    public async Task The_words_of_an_error_are_kept_to_a_length()
    {
        await using var server = new ScriptedServer(exchange => exchange.StatusAsync(400, "BadRequest", new string('x', 100_000)));
        var client = await server.ConnectAsync();
        Assert.InRange((await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(Front))).Message.Length, 8192, 9000);
    }

    [Fact]
    public async Task A_long_list_is_decoded_while_it_arrives()
    {
        const int Count = 2000;
        var item = $$"""{"metadata":{"name":"x","annotations":{"a":"{{new string('y', 16 << 10)}}"} } }""";
        var first = new TaskCompletionSource();
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            await exchange.ChunkAsync("""{"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{"resourceVersion":"1"},"items":[""" + item);
            await first.Task;
            for (var i = 1; i < Count; i++)
            {
                await exchange.ChunkAsync("," + item);
            }

            await exchange.ChunkAsync("]}");
            await exchange.EndAsync();
        });
        var client = await server.ConnectAsync(configure: o => o with { MaxObjectBytes = 64 << 10 });
        var count = 0;
        var page = await client.ListPageAsync(new ResourceAddress(Deployments), Deployment, new(), _ =>
        {
            first.TrySetResult();
            count++;
            return ValueTask.CompletedTask;
        }).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(Count, count);
        Assert.Equal(Count, page.Count);
    }

    [Fact]
    public async Task Watch_events_are_decoded_and_a_cut_line_is_a_broken_connection()
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            await exchange.ChunkAsync("\n{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"1\"}}}\r\n{\"object\":{\"a\":1},\"type\":");
            await exchange.ChunkAsync("\"DELETED\"}\n{\"type\":\"ADDED\",\"object\":{\"a\":");
            await exchange.EndAsync();
        });
        var client = await server.ConnectAsync();
        var events = new List<WatchEvent>();
        var error = await Assert.ThrowsAsync<ClusterUnreachableException>(async () =>
        {
            await foreach (var next in client.WatchAsync(new ResourceAddress(Deployments), new() { ResourceVersion = "5" }))
            {
                events.Add(next);
            }
        });
        Assert.Contains("cut in the middle", error.Message, StringComparison.Ordinal);
        Assert.Equal([WatchEventType.Added, WatchEventType.Deleted], events.Select(e => e.Type));
        Assert.Equal("1", events[0].ResourceVersion);
        Assert.Equal(["GET /apis/apps/v1/deployments?watch=true&resourceVersion=5&allowWatchBookmarks=true"], server.Requests);
    }

    [Theory]
    [InlineData("{\"type\":\"NEW\",\"object\":{}}\n", "type is not ADDED")]
    [InlineData("{\"type\":\"ADDED\"}\n", "no type or no object")]
    [InlineData("{\"type\":\"ADDED\",\"object\":[]}\n", "no type or no object")]
    [InlineData("<html>\n", "'{' is expected")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{}} x\n", "nothing more is expected")]
    public async Task A_line_that_is_no_event_is_refused(string line, string expected)
    {
        await using var server = new ScriptedServer(async exchange =>
        {
            await exchange.StartAsync();
            await exchange.ChunkAsync(line);
        });
        var client = await server.ConnectAsync();
        var error = await Assert.ThrowsAsync<MalformedResponseException>(async () => await client.WatchAsync(new ResourceAddress(Deployments), new()).GetAsyncEnumerator().MoveNextAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
