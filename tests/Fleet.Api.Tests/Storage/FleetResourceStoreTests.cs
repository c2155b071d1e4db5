using Fleet.Api.Tests.Hosting;
using Fleet.Api.Tests.Watching;
using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Storage;

public sealed class FleetResourceStoreTests : IAsyncLifetime
{
    private const string Root = "/apis/fleetengine.io/v1alpha1";
    private const string Cluster = """{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east"},"spec":{"credentials":{"inCluster":true}}}""";

    private TestFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Write_commits_its_events_and_its_audit_entry_at_once()
    {
        var created = await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster);
        var version = long.Parse(created.Body["metadata"u8]["resourceVersion"u8].AsString()!, System.Globalization.CultureInfo.InvariantCulture);
        var events = await _fleet.Store.ReadLogAsync(LogStream.Events, 0, 100, default);
        Assert.Equal(["io.fleetengine.resource.created", "io.fleetengine.cluster.added"], events.Select(entry => entry.Document["type"u8].AsString()));
        Assert.Equal([version + 1, version + 2], events.Select(entry => entry.Position));
        Assert.Equal("east", events[0].Document["subject"u8].AsString());
        var audit = Assert.Single(await _fleet.Store.ReadLogAsync(LogStream.Audit, 0, 100, default));
        Assert.Equal(version + 3, audit.Position);
        Assert.Equal("Added", audit.Document["type"u8].AsString());
    }

    [Fact]
    public async Task Status_is_no_news_but_a_changed_label_is()
    {
        await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster);
        var definition = _fleet.Service.Catalog.Find(FleetKinds.Clusters)!;
        var target = new ResourceTarget(definition, null, "east", definition.FindSubresource("status"));
        await _fleet.Service.MutateAsync(RequestContext.Internal("fleet"), target, value => new ClusterStatus { Nodes = 3 }.ApplyTo(value, DateTimeOffset.UnixEpoch), default);
        Assert.Equal(2, (await _fleet.Store.ReadLogAsync(LogStream.Events, 0, 100, default)).Count);
        await _fleet.SendAsync("PATCH", $"{Root}/clusters/east", """{"metadata":{"labels":{"env":"prod"}}}""", "application/merge-patch+json");
        Assert.Equal("io.fleetengine.resource.updated", (await _fleet.Store.ReadLogAsync(LogStream.Events, 0, 100, default))[^1].Document["type"u8].AsString());
    }

    [Fact]
    public async Task Write_shows_at_once_and_an_old_version_conflicts()
    {
        var created = await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster);
        Assert.Contains("\"east\"", (await _fleet.SendAsync("GET", $"{Root}/clusters")).Text);
        await _fleet.SendAsync("PATCH", $"{Root}/clusters/east", """{"spec":{"access":"manage"}}""", "application/merge-patch+json");
        var late = await _fleet.SendAsync("PUT", $"{Root}/clusters/east", created.Text);
        Assert.Equal((409, "Conflict"), (late.Status, late.Body["reason"u8].AsString()));
    }

    [Fact]
    public async Task Full_disk_is_named_and_worth_a_retry()
    {
        _fleet.Store.Problem = "data/fleet.db cannot be written: the disk is full";
        var answer = await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster);
        Assert.Equal((503, "5"), (answer.Status, answer.RetryAfter));
        Assert.Equal("data/fleet.db cannot be written: the disk is full", answer.Message);
    }

    [Fact]
    public async Task Workloads_are_read_through_the_inventory_and_filtered_before_they_are_paged()
    {
        await PublishAsync("east", "pay", "a", "b");
        await PublishAsync("west", "pay", "c");
        var list = await _fleet.SendAsync("GET", $"{Root}/workloads?limit=1", token: "jane");
        Assert.Equal(["east.deployment.a"], Names(list.Body));
        Assert.False(list.Body["metadata"u8]["remainingItemCount"u8].Exists);
        var rest = await _fleet.SendAsync("GET", $"{Root}/workloads?limit=5&continue={list.Body["metadata"u8]["continue"u8].AsString()}", token: "jane");
        Assert.Equal(["east.deployment.b"], Names(rest.Body));
        Assert.Equal(3, Names((await _fleet.SendAsync("GET", $"{Root}/namespaces/pay/workloads?fieldSelector=status.health%3DDegraded")).Body).Count);
        Assert.Equal(404, (await _fleet.SendAsync("GET", $"{Root}/namespaces/pay/workloads/west.deployment.c", token: "jane")).Status);
        Assert.Equal(200, (await _fleet.SendAsync("GET", $"{Root}/namespaces/pay/workloads/west.deployment.c")).Status);
        Assert.Equal(405, (await _fleet.SendAsync("DELETE", $"{Root}/namespaces/pay/workloads/west.deployment.c")).Status);
    }

    [Fact]
    public async Task Clusters_outside_the_scope_are_not_there()
    {
        await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster);
        await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster.Replace("east", "west", StringComparison.Ordinal));
        Assert.Equal(["east"], Names((await _fleet.SendAsync("GET", $"{Root}/clusters", token: "jane")).Body));
        Assert.Equal(404, (await _fleet.SendAsync("GET", $"{Root}/clusters/west", token: "jane")).Status);
        Assert.Equal(404, (await _fleet.SendAsync("DELETE", $"{Root}/clusters/west", token: "jane")).Status);
        Assert.Equal(404, (await _fleet.SendAsync("PATCH", $"{Root}/clusters/west", "{}", "application/merge-patch+json", token: "jane")).Status);
    }

    [Fact]
    public async Task Selector_the_inventory_does_not_know_is_a_bad_request()
    {
        var answer = await _fleet.SendAsync("GET", $"{Root}/workloads?fieldSelector=status.mood%3Dgood");
        Assert.Equal(400, answer.Status);
        Assert.Contains("status.mood", answer.Message);
        Assert.Contains("is an integer", (await _fleet.SendAsync("GET", $"{Root}/workloads?watch=1&fieldSelector=status.pods.restarts%3Dmany")).Message);
    }

    [Fact]
    public async Task Watch_resumes_where_a_client_was_and_tells_of_workloads_with_their_versions()
    {
        await PublishAsync("east", "pay", "a");
        var list = await _fleet.SendAsync("GET", $"{Root}/workloads");
        var version = list.Body["metadata"u8]["resourceVersion"u8].AsString();
        await PublishAsync("east", "pay", "b");
        using var watch = await _fleet.WatchAsync($"{Root}/workloads?watch=1&resourceVersion={version}&timeoutSeconds=30");
        var line = Document.Parse((await watch.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token))!);
        Assert.Equal(("ADDED", "east.deployment.b"), (line["type"u8].AsString(), line["object"u8]["metadata"u8]["name"u8].AsString()));
        Assert.True(string.CompareOrdinal(line["object"u8]["metadata"u8]["resourceVersion"u8].AsString(), version) > 0);
    }

    [Fact]
    public async Task Version_of_another_store_has_expired()
    {
        using var watch = await _fleet.WatchAsync($"{Root}/clusters?watch=1&resourceVersion=999999");
        var line = await watch.ReadLineAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.Contains("\"code\":410", line);
    }

    [Fact]
    public async Task Store_that_was_away_for_a_moment_costs_nobody_anything()
    {
        using var watch = _fleet.Cache.Watch(null, null, _fleet.Cache.Position);
        _fleet.Store.FailTail(new StorageUnavailableException("redis:6379 does not answer"));
        await PublishAsync("east", "pay", "a");
        Assert.True(watch.TryRead(out var change));
        Assert.Equal("east.deployment.a", change.Object.Key.Name);
    }

    [Fact]
    public async Task Cache_that_fell_behind_the_log_reads_anew_and_ends_its_watches()
    {
        using var watch = _fleet.Cache.Watch(null, null, _fleet.Cache.Position);
        _fleet.Store.FailTail(new LogExpiredException(1, 2));
        Assert.Equal(201, (await _fleet.SendAsync("POST", $"{Root}/clusters", Cluster)).Status);
        Assert.Equal(["east"], Names((await _fleet.SendAsync("GET", $"{Root}/clusters")).Body));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await watch.WaitAsync(deadline.Token);
        Assert.Throws<Fleet.Kubernetes.Api.Storage.StoreExpiredException>(() => watch.TryRead(out _));
    }

    private static List<string?> Names(Document list) => [.. list["items"u8].Items.ToList().Select(item => item["metadata"u8]["name"u8].AsString())];

    private async Task PublishAsync(string cluster, string place, params string[] names)
    {
        var result = await _fleet.Store.CommitAsync(
            new FleetCommit
            {
                Mutations = [.. names.Select(name => TestWorkloads.Key(cluster, place, name)).Select(key => new Mutation(TestWorkloads.RecordKey(key), TestWorkloads.Document(key, "t", true, 1)))],
            },
            default);
        await _fleet.Cache.WaitForAsync(result.VersionOf(names.Length - 1), default);
    }
}
