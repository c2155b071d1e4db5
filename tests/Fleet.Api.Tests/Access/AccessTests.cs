using Fleet.Api.Access;
using Fleet.Api.Tests.Identity;
using Fleet.Api.Tests.Watching;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Access;

/// <summary>What each role may do, and that nobody gets further than what was given.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string InCluster = """{"credentials":{"inCluster":true}}""";
    private const string Kubeconfig = """{"credentials":{"kubeconfig":"{\"apiVersion\":\"v1\",\"kind\":\"Config\",\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"c\",\"user\":\"u\"}}],\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"https://c.example\"}}],\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}"}}""";

    private IdentityFleet _fleet = null!;

    public async Task InitializeAsync()
    {
        _fleet = await IdentityFleet.StartAsync();
        await _fleet.CreateAsync("clusters", "east", InCluster, """{"env":"prod"}""");
        await _fleet.CreateAsync("clusters", "west", InCluster, """{"env":"dev"}""");
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Theory]
    [InlineData("viewer", "GET", "clusters", 200)]
    [InlineData("viewer", "GET", "workloads", 200)]
    [InlineData("viewer", "GET", "projects", 200)]
    [InlineData("viewer", "GET", "accessgrants", 403)]
    [InlineData("viewer", "GET", "accesstokens", 403)]
    [InlineData("viewer", "DELETE", "clusters/east", 403)]
    [InlineData("viewer", "PATCH", "clusters/east", 403)]
    [InlineData("operator", "PATCH", "clusters/east", 200)]
    [InlineData("operator", "DELETE", "clusters", 200)]
    [InlineData("operator", "GET", "accessgrants", 403)]
    [InlineData("operator", "DELETE", "accessgrants/jane", 403)]
    [InlineData("operator", "PATCH", "accesstokens/jane", 403)]
    [InlineData("operator", "DELETE", "projects/pay", 403)]
    [InlineData("approver", "PATCH", "clusters/east", 200)]
    [InlineData("approver", "PATCH", "accessgrants/jane", 403)]
    [InlineData("admin", "GET", "accesstokens", 200)]
    [InlineData("admin", "PATCH", "accessgrants/jane", 200)]
    public async Task Role_over_the_whole_fleet_may(string role, string method, string resource, int status)
    {
        var jane = await _fleet.GrantAsync("jane", role);
        Assert.Equal(status, await _fleet.StatusAsync(method, resource, jane, method == "PATCH" ? """{"metadata":{"labels":{"a":"b"}}}""" : null));
    }

    [Theory]
    [InlineData("""{"clusters":["east"]}""")]
    [InlineData("""{"clusterSelector":{"matchLabels":{"env":"prod"}}}""")]
    [InlineData("""{"projects":["pay"]}""")]
    [InlineData("""{"projects":["gone","pay"]}""")]
    public async Task Scoped_operator_reads_and_writes_its_clusters_only(string scope)
    {
        await _fleet.CreateAsync("projects", "pay", """{"clusters":["east"]}""");
        var jane = await _fleet.GrantAsync("jane", "operator", scope);
        const string Labels = """{"metadata":{"labels":{"team":"pay"}}}""";
        Assert.Equal(["east"], IdentityFleet.Names((await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/clusters", token: jane)).Body));
        Assert.Equal(200, await _fleet.StatusAsync("PATCH", "clusters/east", jane, Labels));
        Assert.Equal(403, await _fleet.StatusAsync("PATCH", "clusters/west", jane, Labels));
        Assert.Equal(404, await _fleet.StatusAsync("GET", "clusters/west", jane));
        Assert.Equal(403, await _fleet.StatusAsync("DELETE", "clusters", jane));
        Assert.Equal(403, await _fleet.StatusAsync("POST", "clusters", jane, IdentityFleet.Json("clusters", "north", Kubeconfig)));
        Assert.Equal(403, await _fleet.StatusAsync("PATCH", "projects/pay", jane, """{"spec":{"clusters":["east","west"]}}"""));
    }

    [Theory]
    [InlineData("""{"clusters":["east"]}""", "mine,prod")]
    [InlineData("""{"clusters":["east"],"namespaces":["pay"]}""", "mine,prod")]
    [InlineData("""{"clusters":["east"],"namespaces":["shop"]}""", "prod")]
    [InlineData("""{"namespaces":["pay"]}""", "both,mine,prod,tenant")]
    [InlineData("""{"projects":["both"]}""", "both,mine,prod")]
    [InlineData("""{"projects":["mine"]}""", "mine,prod")]
    [InlineData("{}", "all,both,mine,none,prod,tenant")]
    public async Task Projects_are_those_granted_and_those_that_name_nothing_unseen(string scope, string visible)
    {
        await _fleet.CreateAsync("projects", "mine", """{"clusters":["east"],"namespaces":["pay"]}""");
        await _fleet.CreateAsync("projects", "both", """{"clusters":["east","west"]}""");
        await _fleet.CreateAsync("projects", "prod", """{"clusterSelector":{"matchLabels":{"env":"prod"}}}""");
        await _fleet.CreateAsync("projects", "none", """{"clusterSelector":{"matchLabels":{"env":"none"}}}""");
        await _fleet.CreateAsync("projects", "tenant", """{"namespaces":["pay"]}""");
        await _fleet.CreateAsync("projects", "all", """{"namespaces":["pay","secret"]}""");
        var jane = await _fleet.GrantAsync("jane", "viewer", scope);
        var seen = visible.Split(',');
        Assert.Equal(seen, IdentityFleet.Names((await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/projects", token: jane)).Body));
        foreach (var name in (string[])["all", "both", "mine", "none", "prod", "tenant"])
        {
            Assert.Equal(seen.Contains(name) ? 200 : 404, await _fleet.StatusAsync("GET", $"projects/{name}", jane));
        }
    }

    [Theory]
    [InlineData("{}", "pay,shop")]
    [InlineData("""{"clusters":["east"]}""", "pay")]
    [InlineData("""{"projects":["gone"]}""", "")]
    public async Task Namespaces_are_those_of_visible_workloads_and_any_that_is_asked_for(string scope, string names)
    {
        foreach (var (cluster, place, name) in (IEnumerable<(string, string, string)>)[("east", "pay", "a"), ("east", "pay", "b"), ("west", "pay", "c"), ("west", "shop", "a")])
        {
            var key = TestWorkloads.Key(cluster, place, name);
            await _fleet.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(TestWorkloads.RecordKey(key), TestWorkloads.Document(key, "x", false, 1))] }, default);
        }

        await _fleet.Cache.CatchUpAsync(default);
        var jane = await _fleet.GrantAsync("jane", "viewer", scope);
        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries), IdentityFleet.Names((await _fleet.SendAsync("GET", "/api/v1/namespaces", token: jane)).Body));
        Assert.Equal("Active", (await _fleet.SendAsync("GET", "/api/v1/namespaces/analytics", token: jane)).Body["status"u8]["phase"u8].AsString());
        Assert.Equal(404, (await _fleet.SendAsync("GET", "/api/v1/namespaces/No_name", token: jane)).Status);
        Assert.Equal(403, (await _fleet.SendAsync("DELETE", "/api/v1/namespaces/pay", token: jane)).Status);
        Assert.Equal(405, (await _fleet.SendAsync("DELETE", "/api/v1/namespaces/pay")).Status);
    }

    [Fact]
    public async Task Dashboard_is_not_for_viewers()
    {
        var jane = await _fleet.GrantAsync("jane", "viewer");
        Assert.Equal(403, (await _fleet.SendAsync("GET", "/dashboard/index.html", token: jane)).Status);
        Assert.Equal(404, (await _fleet.SendAsync("GET", "/metrics", token: jane)).Status);
    }

    [Fact]
    public async Task Scope_that_names_nothing_that_is_there_shows_nothing()
    {
        var jane = await _fleet.GrantAsync("jane", "operator", """{"projects":["gone"]}""");
        Assert.Empty(IdentityFleet.Names((await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/clusters", token: jane)).Body));
        Assert.Equal(403, await _fleet.StatusAsync("PATCH", "clusters/east", jane, "{}"));
    }

    [Fact]
    public async Task Operator_of_namespaces_only_may_not_write_clusters()
    {
        var jane = await _fleet.GrantAsync("jane", "operator", """{"clusters":["east"],"namespaces":["pay"]}""");
        Assert.Equal(200, await _fleet.StatusAsync("GET", "clusters/east", jane));
        Assert.Equal(403, await _fleet.StatusAsync("DELETE", "clusters/east", jane));
        Assert.Equal(200, await _fleet.StatusAsync("GET", "namespaces/pay/workloads", jane));
        Assert.Equal(403, await _fleet.StatusAsync("GET", "namespaces/shop/workloads", jane));
    }

    [Fact]
    public async Task Administrator_of_a_part_gives_nothing_away()
    {
        var jane = await _fleet.GrantAsync("jane", "admin", """{"clusters":["east"]}""");
        Assert.Equal(403, await _fleet.StatusAsync("POST", "accessgrants", jane, IdentityFleet.Json("accessgrants", "x", """{"role":"admin","subjects":[{"kind":"User","name":"jane"}]}""")));
        Assert.Equal(403, await _fleet.StatusAsync("POST", "accesstokens", jane, IdentityFleet.Json("accesstokens", "x", $$"""{"tokenHash":"{{IdentityFleet.HashOf("x")}}","user":"root"}""")));
        Assert.Equal(403, (await _fleet.SendAsync("GET", "/audit", token: jane)).Status);
    }

    [Theory]
    [InlineData("""{"spec":{"credentials":{"inCluster":null,"kubeconfigFile":{"path":"/etc/fleet/other"}}}}""", "kubeconfigFile")]
    [InlineData("""{"spec":{"credentials":{"inCluster":null,"gke":{"serviceAccount":"a@b.c","audience":"x","endpoint":"https://evil.example","caData":"YQ=="}}}}""", "gke")]
    [InlineData("""{"spec":{"context":"other"}}""", "inCluster")]
    public async Task Scoped_operator_may_not_point_its_cluster_elsewhere_with_the_silos_credentials(string patch, string source)
    {
        var jane = await _fleet.GrantAsync("jane", "operator", """{"clusters":["east"]}""");
        var answer = await _fleet.SendAsync("PATCH", "/apis/fleetengine.io/v1alpha1/clusters/east", patch, jane);
        Assert.Equal(403, answer.Status);
        Assert.Contains($"spec.credentials.{source}", answer.Message);
    }

    [Fact]
    public async Task Grant_taken_away_counts_from_the_next_request_on()
    {
        var jane = await _fleet.GrantAsync("jane", "viewer");
        Assert.Equal(200, await _fleet.StatusAsync("GET", "clusters", jane));
        await _fleet.SendAsync("DELETE", "/apis/fleetengine.io/v1alpha1/accessgrants/jane");
        await _fleet.Cache.CatchUpAsync(default);
        Assert.Equal(403, await _fleet.StatusAsync("GET", "clusters", jane));
    }

    [Fact]
    public async Task Ingest_token_does_nothing_but_ingest_for_its_clusters()
    {
        await _fleet.CreateAsync("accesstokens", "agent", $$"""{"tokenHash":"{{IdentityFleet.HashOf("agent")}}","user":"agent","purpose":"ingest","clusters":["east"]}""");
        await _fleet.CreateAsync("accessgrants", "agent", """{"role":"admin","subjects":[{"kind":"User","name":"agent"}]}""");
        foreach (var path in (string[])["/apis/fleetengine.io/v1alpha1/clusters", "/events", "/query/workloads", "/audit", "/version"])
        {
            Assert.Equal(403, (await _fleet.SendAsync("GET", path, token: "agent")).Status);
        }

        var tokens = (ITokenAuthenticator)_fleet.Services.GetService(typeof(ITokenAuthenticator))!;
        var agent = (await tokens.FindAsync("agent", default))!;
        Assert.True(IngestAccess.Allows(agent, "east"));
        Assert.False(IngestAccess.Allows(agent, "west"));
        Assert.True(IngestAccess.Allows((await tokens.FindAsync(IdentityFleet.AdminToken, default))!, "west"));
        Assert.False(IngestAccess.Allows(new UserInfo("jane"), "east"));
    }

    [Theory]
    [InlineData("get", "clusters", "", true)]
    [InlineData("delete", "clusters", "east", true)]
    [InlineData("delete", "clusters", "west", false)]
    [InlineData("create", "accesstokens", "", false)]
    public async Task Access_reviews_tell_the_same(string verb, string resource, string name, bool allowed)
    {
        await _fleet.GrantAsync("jane", "operator", """{"clusters":["east"]}""");
        var body = $$$$"""{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"group":"fleetengine.io","verb":"{{{{verb}}}}","resource":"{{{{resource}}}}","name":"{{{{name}}}}"}}}""";
        var answer = await _fleet.SendAsync("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, "token-of-jane");
        Assert.True(answer.Status == 201, answer.Text);
        Assert.Equal(allowed, answer.Body["status"u8]["allowed"u8].AsBoolean());
    }

    [Fact]
    public async Task Rules_review_lists_what_a_role_may()
    {
        var jane = await _fleet.GrantAsync("jane", "viewer");
        var answer = await _fleet.SendAsync(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview","spec":{"namespace":"pay"}}""", jane);
        var rules = answer.Body["status"u8]["resourceRules"u8].ToString();
        Assert.Contains("workloads", rules);
        Assert.DoesNotContain("accesstokens", rules);
        Assert.DoesNotContain("patch", rules);
    }
}
