using System.Text.Json;
using Fleet.Client.Tests.Fakes;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Microsoft.AspNetCore.Http;

namespace Fleet.Client.Tests.Api;

public sealed class FleetClientTests
{
    private const string Workload = """
        {"apiVersion":"fleetengine.io/v1alpha1","kind":"Workload","metadata":{"name":"c1.deployment.front","namespace":"web","labels":{"team":"pay"}},
         "spec":{"ref":{"cluster":"c1","kind":"Deployment","name":"front"},"images":["front:1"]},
         "status":{"health":"Degraded","reason":"CrashLoopBackOff","replicas":{"desired":3,"ready":1},"pods":{"restarts":12,"oomKills":2},
          "resources":{"requests":{"cpu":"300m","memory":"1Gi"}},"lastChange":{"time":"2026-01-01T00:00:00Z","manager":"helm"},"stale":true}}
        """;

    [Fact]
    public async Task Lists_are_read_page_by_page_with_selectors()
    {
        var asked = new List<string>();
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            asked.Add(context.Request.Path + context.Request.QueryString);
            return JsonAsync(context, $$$"""{"kind":"WorkloadList","metadata":{"resourceVersion":"7"{{{(asked.Count == 1 ? ",\"continue\":\"next\"" : "")}}}},"items":[{{{Workload}}}]}""");
        });
        await using var client = await fleet.CreateClientAsync();

        var found = new List<FleetWorkload>();
        await foreach (var workload in client.Workloads.ListAsync(new FleetListOptions { LabelSelector = "team=pay", FieldSelector = "status.health=Degraded", PageSize = 1 }))
        {
            found.Add(workload);
        }

        Assert.Equal(2, found.Count);
        Assert.Equal(
            [
                "/apis/fleetengine.io/v1alpha1/workloads?labelSelector=team%3Dpay&fieldSelector=status.health%3DDegraded&limit=1",
                "/apis/fleetengine.io/v1alpha1/workloads?labelSelector=team%3Dpay&fieldSelector=status.health%3DDegraded&limit=1&continue=next",
            ],
            asked);
        var row = found[0];
        Assert.Equal(("web", "c1", "Deployment", "front", HealthStatus.Degraded), (row.Namespace, row.Cluster, row.Kind, row.MemberName, row.Health));
        Assert.Equal((3, 1, 12, 2, "300m", "1Gi", "", "helm"), (row.DesiredReplicas, row.ReadyReplicas, row.Restarts, row.OomKills, row.CpuRequest, row.MemoryRequest, row.CpuLimit, row.ChangedBy));
        Assert.True(row.IsStale);
        Assert.Equal("pay", row.Labels["team"]);
    }

    [Fact]
    public async Task Watch_gives_what_there_is_then_changes_over_a_broken_connection()
    {
        var watches = 0;
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await JsonAsync(context, """{"kind":"WorkloadList","metadata":{"resourceVersion":"7"},"items":[]}""");
                return;
            }

            watches++;
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(watches == 1
                ? Line("ADDED", 5) + """{"type":"BOOKMARK","object":{"kind":"Workload","metadata":{"resourceVersion":"7","annotations":{"k8s.io/initial-events-end":"true"}}}}""" + "\n" + Line("MODIFIED", 8)[..40]
                : Line("MODIFIED", 8) + Line("DELETED", 9));
        });
        await using var client = await fleet.CreateClientAsync();

        var seen = new List<string>();
        await foreach (var change in client.Workloads.WatchAsync(cancellationToken: Deadline.Token()))
        {
            seen.Add($"{change.Type} {change.Object?.ResourceVersion}");
            if (change.Type == FleetChangeType.Deleted)
            {
                break;
            }
        }

        Assert.Equal(["Added 5", "Synced ", "Modified 8", "Deleted 9"], seen);
    }

    [Fact]
    public async Task Watch_that_is_refused_throws_instead_of_trying_for_ever()
    {
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            context.Response.StatusCode = 403;
            return JsonAsync(context, """{"kind":"Status","code":403,"reason":"Forbidden","message":"no"}""");
        });
        await using var client = await fleet.CreateClientAsync();

        await Assert.ThrowsAsync<KubernetesApiException>(async () =>
        {
            await foreach (var _ in client.Clusters.WatchAsync(cancellationToken: Deadline.Token()))
            {
            }
        });
    }

    [Fact]
    public async Task Query_is_sent_whole_and_answered_with_rows_counts_and_the_next_page()
    {
        var body = "";
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await JsonAsync(context, $$$"""{"total":41,"items":[{{{Workload}}}],"facets":[{"field":"status.health","values":[{"value":"Degraded","count":40}],"other":1}],"continue":"p2","staleClusters":["c9"]}""");
        });
        await using var client = await fleet.CreateClientAsync();

        var answer = await client.QueryAsync(new WorkloadQuery { Search = "front", Sort = ["-status.pods.restarts"], Facets = ["status.health"], Limit = 1 });

        Assert.Equal((41, "p2", 1, 40), (answer.Total, answer.Continue, answer.Facets[0].Other, answer.Facets[0].Values[0].Value));
        Assert.Equal("c9", Assert.Single(answer.StaleClusters));
        Assert.Equal("front", Assert.Single(answer.Rows).MemberName);
        Assert.Equal("""{"search":"front","sort":["-status.pods.restarts"],"limit":1,"facets":["status.health"],"facetLimit":20}""", body);
    }

    [Fact]
    public async Task Apply_finds_the_resource_of_the_kind_and_sends_a_server_side_apply()
    {
        var sent = new List<string>();
        await using var fleet = await FakeFleet.StartAsync(async context =>
        {
            if (context.Request.Method == "GET")
            {
                await DiscoveryAsync(context);
                return;
            }

            sent.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {context.Request.ContentType}");
            await JsonAsync(context, await new StreamReader(context.Request.Body).ReadToEndAsync());
        });
        await using var client = await fleet.CreateClientAsync();
        var cluster = Document.Parse("""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"eu"}}""");

        var applied = await client.ApplyAsync(cluster);
        await client.DeleteAsync(cluster);

        Assert.True(applied.Root.DeepEquals(cluster.Root));
        Assert.Equal(
            [
                "PATCH /apis/fleetengine.io/v1alpha1/clusters/eu?fieldManager=fleet-client application/apply-patch+yaml",
                "DELETE /apis/fleetengine.io/v1alpha1/clusters/eu application/json",
            ],
            sent);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => client.ApplyAsync(Document.Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}""")));
        Assert.Contains("Pod", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describe_gives_the_workload_its_objects_and_events()
    {
        var path = "";
        await using var fleet = await FakeFleet.StartAsync(context =>
        {
            path = context.Request.Path;
            return JsonAsync(context, $$$"""{"workload":{{{Workload}}},"objects":[{"kind":"Deployment"},{"kind":"ReplicaSet"}],"events":[{"reason":"BackOff"}]}""");
        });
        await using var client = await fleet.CreateClientAsync();

        var description = await client.DescribeAsync("web", "c1.deployment.front");

        Assert.Equal("/query/workloads/web/c1.deployment.front", path);
        Assert.Equal("front", description.Workload.MemberName);
        Assert.Equal(["Deployment", "ReplicaSet"], description.Objects.Select(item => item["kind"].AsString()));
        Assert.Single(description.Events);
    }

    private static string Line(string type, int version) =>
        JsonSerializer.Serialize(new { type, @object = new { kind = "Workload", apiVersion = "fleetengine.io/v1alpha1", metadata = new { name = "a", @namespace = "web", uid = "u", resourceVersion = $"{version}" } } }) + "\n";

    private static Task DiscoveryAsync(HttpContext context) => context.Request.Path == "/api"
        ? JsonAsync(context, """{"kind":"APIVersions","versions":[]}""")
        : JsonAsync(context, """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"fleetengine.io"},"versions":[{"version":"v1alpha1","resources":[
             {"resource":"clusters","responseKind":{"group":"fleetengine.io","version":"v1alpha1","kind":"Cluster"},"scope":"Cluster","singularResource":"cluster","verbs":["get"]}]}]}]}
            """);

    private static Task JsonAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
