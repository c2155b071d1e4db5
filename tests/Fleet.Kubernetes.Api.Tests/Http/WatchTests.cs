using Fleet.Kubernetes.Api.Tests.Hosting;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Tests.Http;

public sealed class WatchTests : IAsyncLifetime
{
    private const string ConfigMaps = "api/v1/namespaces/ns/configmaps";
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Watch_from_zero_sends_the_state_then_changes()
    {
        await CreateAsync("a", "t");
        using var watch = await _api.WatchAsync(ConfigMaps + "?watch=true&labelSelector=set=t");

        Assert.Equal(("ADDED", "a"), await NextAsync(watch));
        await CreateAsync("b", "u");
        await CreateAsync("c", "t");
        Assert.Equal(("ADDED", "c"), await NextAsync(watch));
        await _api.SendAsync("PATCH", ConfigMaps + "/b", """{"metadata":{"labels":{"set":"t"}}}""", "application/merge-patch+json");
        Assert.Equal(("ADDED", "b"), await NextAsync(watch));
        await _api.SendAsync("PATCH", ConfigMaps + "/a", """{"metadata":{"labels":{"set":"x"}}}""", "application/merge-patch+json");
        Assert.Equal(("DELETED", "a"), await NextAsync(watch));
        await _api.SendAsync("DELETE", ConfigMaps + "/c");
        Assert.Equal(("DELETED", "c"), await NextAsync(watch));
    }

    [Fact]
    public async Task Send_initial_events_ends_them_with_a_marked_bookmark()
    {
        await CreateAsync("a", "t");
        using var watch = await _api.WatchAsync(ConfigMaps + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        await NextAsync(watch);
        var bookmark = Document.Parse((await watch.ReadLineAsync())!);

        Assert.Equal("BOOKMARK", bookmark["type"u8].AsString());
        Assert.Equal("true", bookmark["object"u8]["metadata"u8]["annotations"u8]["k8s.io/initial-events-end"u8].AsString());
    }

    [Fact]
    public async Task Version_before_the_history_is_an_error_event()
    {
        await CreateAsync("a", "t");
        _api.Store.Compact();

        using var watch = await _api.WatchAsync(ConfigMaps + "?watch=true&resourceVersion=1");
        var error = Document.Parse((await watch.ReadLineAsync())!);

        Assert.Equal("ERROR", error["type"u8].AsString());
        Assert.Equal(("Expired", 410L), (error["object"u8]["reason"u8].AsString(), error["object"u8]["code"u8].AsInt64()));
        Assert.Null(await watch.ReadLineAsync());
    }

    [Fact]
    public async Task Watch_ends_at_its_timeout_with_a_bookmark_before()
    {
        using var watch = await _api.WatchAsync(ConfigMaps + "?watch=true&resourceVersion=1&allowWatchBookmarks=true&timeoutSeconds=10");
        await CreateAsync("a", "t");
        Assert.Equal(("ADDED", "a"), await NextAsync(watch));

        var lines = watch.ReadToEndAsync();
        for (var waited = 0; waited < 200 && !lines.IsCompleted; waited++)
        {
            _api.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(lines, Task.Delay(10));
        }

        Assert.True(lines.IsCompletedSuccessfully);
        Assert.Contains("\"BOOKMARK\"", await lines);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999")]
    public async Task Timeout_longer_than_any_timer_is_a_long_one(string seconds)
    {
        using var watch = await _api.WatchAsync(ConfigMaps + "?watch=true&resourceVersion=1&timeoutSeconds=" + seconds);
        await CreateAsync("a", "t");

        Assert.Equal(("ADDED", "a"), await NextAsync(watch));
    }

    [Theory]
    [InlineData("api/v1/namespaces/ns/configmaps/a?watch=true")]
    [InlineData("api/v1/watch/namespaces/ns/configmaps/a")]
    [InlineData("api/v1/namespaces/ns/configmaps?watch=true&fieldSelector=metadata.name=a")]
    public async Task Watch_of_one_object_hears_of_no_other(string path)
    {
        await CreateAsync("a", "t");
        await CreateAsync("b", "t");
        using var watch = await _api.WatchAsync(path);

        Assert.Equal(("ADDED", "a"), await NextAsync(watch));
        await _api.SendAsync("DELETE", ConfigMaps + "/b");
        await _api.SendAsync("DELETE", ConfigMaps + "/a");
        Assert.Equal(("DELETED", "a"), await NextAsync(watch));
    }

    [Fact]
    public async Task Watch_resumes_after_the_version_of_a_list()
    {
        await CreateAsync("a", "t");
        var listed = (await _api.SendAsync("GET", ConfigMaps)).Body["metadata"u8]["resourceVersion"u8].AsString();
        await CreateAsync("b", "t");
        using var watch = await _api.WatchAsync($"api/v1/configmaps?watch=true&resourceVersion={listed}");

        Assert.Equal(("ADDED", "b"), await NextAsync(watch));
    }

    private Task<TestAnswer> CreateAsync(string name, string label) =>
        _api.SendAsync("POST", ConfigMaps, $$"""{"metadata":{"name":"{{name}}","labels":{"set":"{{label}}"} } }""");

    private static async Task<(string Type, string Name)> NextAsync(StreamReader watch)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = await watch.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
        var next = Document.Parse(line);
        return (next["type"u8].AsString(""), next["object"u8]["metadata"u8]["name"u8].AsString(""));
    }
}
