using Fleet.Cli.Tests.Fakes;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Yaml;
using Microsoft.AspNetCore.Http;

namespace Fleet.Cli.Tests.Commands;

public sealed class ReadingCommandsTests
{
    private const string Workloads = "GET " + Fixtures.Api + "/workloads";

    [Theory]
    [InlineData("get-table", "get", "workloads")]
    [InlineData("get-wide", "get", "wl", "-o", "wide", "-n", "web")]
    [InlineData("get-sorted", "get", "Workload", "--sort", "restarts")]
    public async Task Get_prints_the_servers_table(string golden, params string[] arguments)
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, Fixtures.WorkloadTable).Json("GET " + Fixtures.Api + "/namespaces/web/workloads", Fixtures.WorkloadTable);

        var (status, output, error) = await fleet.RunAsync(arguments);

        Assert.Equal((ExitCode.Clean, ""), (status, error));
        await Golden.AssertAsync(golden, output);
    }

    [Fact]
    public async Task Get_sends_selectors_and_names_what_is_not_there()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, """{"kind":"Table","metadata":{"resourceVersion":"1"},"columnDefinitions":[],"rows":[]}""");

        var (status, output, error) = await fleet.RunAsync("get", "workloads", "eu.deployment.x", "-l", "team=pay", "--field-selector", "status.health=Degraded");

        Assert.Equal((ExitCode.BadInput, ""), (status, output));
        Assert.Contains("\"eu.deployment.x\" was not found", error, StringComparison.Ordinal);
        Assert.Equal($"{Workloads}?limit=500&labelSelector=team%3Dpay&fieldSelector=metadata.name%3Deu.deployment.x%2Cstatus.health%3DDegraded", fleet.Requests[^1].Request);
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public async Task Get_prints_objects_that_can_be_read_back(string format)
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, Fixtures.List("Workload", Fixtures.Workload("eu"), Fixtures.Workload("us")));

        var (_, output, _) = await fleet.RunAsync("get", "workloads", "-o", format);

        var items = (format == "yaml" ? YamlReader.Read(output) : Document.Parse(output))["items"];
        Assert.True(items[0].DeepEquals(Document.Parse(Fixtures.Workload("eu")).Root), output);
        Assert.True(items[1].DeepEquals(Document.Parse(Fixtures.Workload("us")).Root), output);
    }

    [Fact]
    public async Task Get_prints_names()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, Fixtures.List("Workload", Fixtures.Workload("eu"), Fixtures.Workload("us")));

        var (_, output, _) = await fleet.RunAsync("get", "workloads", "-o", "name");

        Assert.Equal("workload.fleetengine.io/eu.deployment.front\nworkload.fleetengine.io/us.deployment.front\n", output);
    }

    [Fact]
    public async Task Get_watch_goes_on_after_the_list_with_each_change()
    {
        await using var fleet = await FakeServer.StartAsync();
        var watched = new TaskCompletionSource<string>();
        fleet.On(Workloads, async context =>
        {
            context.Response.ContentType = "application/json";
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await context.Response.WriteAsync(Fixtures.WorkloadTable);
                return;
            }

            await context.Response.WriteAsync("""{"type":"MODIFIED","object":{"kind":"Table","rows":[{"cells":["us.deployment.front","us","2/3","Progressing",2,""],"object":{"metadata":{"name":"us.deployment.front","namespace":"web","resourceVersion":"43"}}}]}}""" + "\n");
            await context.Response.Body.FlushAsync();
            watched.TrySetResult(context.Request.QueryString.Value!);
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var output = new WaitingWriter("2/3");
        var run = FleetCommand.InvokeAsync(["get", "workloads", "-w", "--fleet", fleet.Kubeconfig], fleet.Console() with { Output = output });

        await output.Seen.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Contains("resourceVersion=42", await watched.Task, StringComparison.Ordinal);
        await Golden.AssertAsync("get-watch", output.ToString()!);
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task An_unknown_resource_is_named_with_those_there_are()
    {
        await using var fleet = await FakeServer.StartAsync();

        var (status, _, error) = await fleet.RunAsync("get", "pods");

        Assert.Equal(ExitCode.BadInput, status);
        Assert.Contains("\"pods\"; there are accesstokens, clusters, workloads", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("describe-workload", "describe", "workload", "eu.deployment.front")]
    [InlineData("tree", "tree", "eu.deployment.front")]
    public async Task A_workload_is_shown_with_what_it_is_made_of(string golden, params string[] arguments)
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, Fixtures.List("Workload", Fixtures.Workload("eu")))
            .Json("GET /query/workloads/web/eu.deployment.front", Fixtures.Description(Fixtures.Workload("eu")));

        var (status, output, error) = await fleet.RunAsync(arguments);

        Assert.Equal((ExitCode.Clean, ""), (status, error));
        await Golden.AssertAsync(golden, output);
    }

    [Fact]
    public async Task A_workload_that_is_not_there_is_answered_with_similar_ones()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json(Workloads, Fixtures.List("Workload")).Json("POST /query/workloads", Fixtures.Answer(1, Fixtures.Workload("eu")));

        var (status, _, error) = await fleet.RunAsync("tree", "front");

        Assert.Equal(ExitCode.BadInput, status);
        Assert.Contains("There are web/eu.deployment.front.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_cluster_shows_conditions_spec_and_status()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json("GET " + Fixtures.Api + "/clusters", Fixtures.List("Cluster", Fixtures.Cluster("eu", authorized: "False", ready: "False")));

        var (_, output, _) = await fleet.RunAsync("describe", "cluster", "eu");

        await Golden.AssertAsync("describe-cluster", output);
    }

    [Fact]
    public async Task Events_prints_past_events_a_line_each()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.On("GET /events", async context =>
        {
            context.Response.ContentType = "application/cloudevents-batch+json";
            context.Response.Headers.Link = "</events?since=8&limit=1000>; rel=\"next\"";
            await context.Response.WriteAsync(context.Request.Query["since"] == "8" ? "[]" : """
                [{"specversion":"1.0","id":"7","type":"io.fleetengine.workload.health","source":"/clusters/eu","subject":"web/eu.deployment.front","time":"2026-01-01T23:58:00Z","fleetcluster":"eu","fleetnamespace":"web","data":{"before":{"health":"Healthy"},"after":{"health":"Degraded"},"reason":"CrashLoopBackOff"}},
                 {"specversion":"1.0","id":"8","type":"io.fleetengine.cluster.added","source":"/fleet","subject":"us","time":"2026-01-01T23:59:00Z","fleetcluster":"us","data":{}}]
                """);
        });

        var (status, output, _) = await fleet.RunAsync("events", "--since", "10m", "--type", "io.fleetengine.*", "-c", "eu", "-c", "us");

        Assert.Equal(ExitCode.Clean, status);
        await Golden.AssertAsync("events", output);
        Assert.Equal("GET /events?since=2026-01-01T23%3A50%3A00Z&type=io.fleetengine.%2A&cluster=eu&cluster=us&limit=1000", fleet.Requests[0].Request);
    }

    [Fact]
    public async Task Top_asks_for_the_most_and_prints_them()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json("POST /query/workloads", Fixtures.Answer(2, Fixtures.Workload("eu"), Fixtures.Workload("us", cpu: "1")));

        var (_, output, _) = await fleet.RunAsync("top", "--by", "restarts", "--limit", "2");

        await Golden.AssertAsync("top", output);
        Assert.Contains("\"sort\":[\"-status.pods.restarts\"],\"limit\":2", fleet.Requests[^1].Body, StringComparison.Ordinal);
        var (_, clusters, _) = await fleet.RunAsync("top", "clusters", "--by", "cpu");
        await Golden.AssertAsync("top-clusters", clusters);
    }

    /// <summary>Keeps what is written, and says when a text has come.</summary>
    private sealed class WaitingWriter(string text) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override Task FlushAsync()
        {
            if (ToString().Contains(text, StringComparison.Ordinal))
            {
                _seen.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }
}
