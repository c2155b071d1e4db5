using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Testing.Conformance;
using Xunit.Abstractions;

namespace Fleet.Kubernetes.Tests.Client;

public class DiscoveryTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Conformance")]
    public async Task Aggregated_and_legacy_discovery_of_a_recorded_server_say_the_same()
    {
        const string Folder = "kube-apiserver/discovery";
        if (ConformanceData.Find(Folder) is not { } folder)
        {
            ConformanceSuite.SkipMissing(Folder, output);
            return;
        }

        var aggregated = Recorded(folder, "aggregated.json");
        var legacy = Recorded(folder, "legacy.json", "legacy-other-groups.json");
        await using var newServer = new ScriptedServer(exchange => AnswerAsync(exchange, aggregated));
        await using var oldServer = new ScriptedServer(exchange => AnswerAsync(exchange, legacy));
        var expected = await (await newServer.ConnectAsync()).DiscoverAsync();
        var actual = await (await oldServer.ConnectAsync()).DiscoverAsync();
        Assert.True(expected.IsAggregated);
        Assert.False(actual.IsAggregated);
        var deployment = expected.Find(new GroupVersionKind("apps", "v1", "Deployment"))!;
        Assert.Equal((new GroupVersionResource("apps", "v1", "deployments"), true, true), (deployment.Resource, deployment.IsNamespaced, deployment.IsWatchable));
        Assert.Equal(["scale", "status"], deployment.Subresources);
        Assert.Equal("v2", expected.Find(new GroupKind("autoscaling", "HorizontalPodAutoscaler"))!.Kind.Version);
        var compared = 0;
        foreach (var resource in actual.Resources)
        {
            Assert.Equal(Describe(expected.Find(resource.Resource)!), Describe(resource));
            compared++;
        }

        Assert.True(compared > 40, $"only {compared} resources compared");
        output.WriteLine($"{compared} resources compared, {actual.Failures.Count} group versions not recorded");
    }

    [Fact]
    public async Task A_group_version_that_fails_does_not_hide_the_others()
    {
        await using var server = new ScriptedServer(exchange => exchange.Request switch
        {
            "GET /api" => exchange.StatusAsync(404, "NotFound"),
            "GET /apis" => exchange.JsonAsync("""{"kind":"APIGroupList","groups":[{"name":"a","versions":[{"groupVersion":"a/v1"},{"groupVersion":"a/v2"}],"preferredVersion":{"groupVersion":"a/v2"}},{"name":"b","versions":[{"groupVersion":"b/../x/v1"}]}]}"""),
            "GET /apis/a/v2" => exchange.JsonAsync("""{"kind":"APIResourceList","resources":[{"name":"things","kind":"Thing","namespaced":true,"verbs":["get"]},{"name":"things/status","kind":"Thing"}]}"""),
            _ => exchange.StatusAsync(503, "ServiceUnavailable", "down"),
        });
        var discovery = await (await server.ConnectAsync()).DiscoverAsync();
        var thing = Assert.Single(discovery.Resources);
        Assert.Equal(new GroupVersionKind("a", "v2", "Thing"), thing.Kind);
        Assert.Equal(["status"], thing.Subresources);
        Assert.Contains("down", discovery.Failures["a/v1"], StringComparison.Ordinal);
        Assert.True(discovery.Failures.ContainsKey("b/../x/v1"));
    }

    [Fact]
    public async Task Stale_groups_and_missing_response_kinds_of_aggregated_discovery_are_understood()
    {
        await using var server = new ScriptedServer(exchange => exchange.Request == "GET /api"
            ? exchange.JsonAsync("""{"kind":"APIGroupDiscoveryList","items":[]}""")
            : exchange.AnswerAsync(200, "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList", """
                {"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2beta1","items":[
                  {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]},
                  {"metadata":{"name":"x.io"},"versions":[{"version":"v1","resources":[{"resource":"xs","responseKind":null,"scope":"Cluster","verbs":["list"]}]}]}]}
                """));
        var discovery = await (await server.ConnectAsync()).DiscoverAsync();
        Assert.Contains("stale", discovery.Failures["metrics.k8s.io/v1beta1"], StringComparison.Ordinal);
        Assert.Equal("x.io/v1/xs", Assert.Single(discovery.Resources).ToString());
    }

    [Fact]
    public async Task Schemas_are_downloaded_once_a_hash_and_shared_by_content()
    {
        var hash = "AAA";
        await using var server = new ScriptedServer(exchange => exchange.Request == "GET /openapi/v3"
            ? exchange.AnswerAsync(200, "text/plain; charset=utf-8", $$"""{"paths":{"apis/x.io/v1":{"serverRelativeURL":"//evil.example/openapi/v3/apis/x.io/v1?hash={{hash}}&x=y"} } }""")
            : exchange.JsonAsync("""{"openapi":"3.0.0","components":{"schemas":{"X":{"type":"object","properties":{"a":{"type":"string"}},"x-kubernetes-group-version-kind":[{"group":"x.io","version":"v1","kind":"X"}]}}}}"""));
        var cache = new OpenApiSchemaCache();
        var schemas = new ClusterSchemas(await server.ConnectAsync(), cache);
        var others = new ClusterSchemas(await server.ConnectAsync(), cache);
        await schemas.LoadAsync(["x.io/v1", "gone/v1"]);
        await schemas.LoadAsync(["x.io/v1"]);
        hash = "BBB";
        await schemas.LoadAsync(["x.io/v1"]);
        await others.LoadAsync(["x.io/v1"]);
        var kind = new GroupVersionKind("x.io", "v1", "X");
        Assert.Equal(SchemaKind.String, schemas.Find(kind)!.At("a")!.Kind);
        Assert.Same(schemas.Find(kind), others.Find(kind));
        Assert.Equal(
            ["GET /openapi/v3/apis/x.io/v1?hash=AAA", "GET /openapi/v3/apis/x.io/v1?hash=BBB", "GET /openapi/v3/apis/x.io/v1?hash=BBB"],
            server.Requests.Where(request => request != "GET /openapi/v3"));
    }

    [Fact]
    public void Schemas_are_kept_within_a_number_of_bytes()
    {
        var first = Document.Parse("""{"openapi":"3.0.0","components":{"schemas":{"first":{"type":"string"}}}}""");
        var second = Document.Parse("""{"openapi":"3.0.0","components":{"schemas":{"second":{"type":"string"}}}}""");
        var cache = new OpenApiSchemaCache(maxBytes: 100);
        var kept = cache.Read(first);
        Assert.Same(kept, cache.Read(first));
        cache.Read(second);
        Assert.NotSame(kept, cache.Read(first));
    }

    [Theory]
    [InlineData("1", "36", "v1.36.2", 36)]
    [InlineData("1", "27+", "v1.27.3-gke.100", 27)]
    [InlineData("", "", "", 0)]
    public async Task Versions_of_vendors_are_understood(string major, string minor, string git, int expected)
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync($$"""{"major":"{{major}}","minor":"{{minor}}","gitVersion":"{{git}}"}"""));
        Assert.Equal(expected, (await (await server.ConnectAsync()).GetVersionAsync()).Minor);
    }

    private static string Describe(ApiResource resource) =>
        $"{resource.Resource} {resource.Kind} {resource.IsNamespaced} {resource.Singular} {string.Join(',', resource.Verbs)} {string.Join(',', resource.ShortNames)} {string.Join(',', resource.Categories)} {string.Join(',', resource.Subresources.Order())}";

    private static Dictionary<string, (string Type, string Body)> Recorded(string folder, params string[] files)
    {
        var answers = new Dictionary<string, (string, string)>();
        foreach (var step in files.SelectMany(file => Document.Parse(File.ReadAllBytes(Path.Combine(folder, file)))["steps"u8].Items.ToList()))
        {
            answers[$"GET {step["request"u8]["path"u8].AsString()}"] = (step["response"u8]["content_type"u8].AsString("application/json"), step["response"u8]["body"u8].ToString());
        }

        return answers;
    }

    private static Task AnswerAsync(ScriptedExchange exchange, Dictionary<string, (string Type, string Body)> answers) =>
        answers.TryGetValue(exchange.Request, out var answer) ? exchange.AnswerAsync(200, answer.Type, answer.Body) : exchange.StatusAsync(404, "NotFound");
}
