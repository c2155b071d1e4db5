using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Resources.Access;
using Fleet.Resources.Projects;

namespace Fleet.Resources.Tests.Access;

public sealed class AccessKindTests
{
    private static readonly string Hash = new('a', 64);

    private readonly FleetApi _api = new();

    [Theory]
    [InlineData("""{"role":"king","subjects":[{"kind":"User","name":"a"}]}""", "spec.role: Unsupported value: \"king\": supported values: \"viewer\", \"operator\", \"approver\", \"admin\"")]
    [InlineData("""{"role":"viewer","subjects":[]}""", "spec.subjects")]
    [InlineData("""{"role":"viewer","subjects":[{"kind":"Robot","name":"a"}]}""", "spec.subjects[0].kind: Unsupported value: \"Robot\"")]
    [InlineData("""{"role":"viewer","subjects":[{"kind":"User","name":"a"}],"scope":{"clusters":["A"]}}""", "spec.scope.clusters[0]: Invalid value: \"A\"")]
    [InlineData("""{"role":"viewer","subjects":[{"kind":"User","name":"a"}],"scope":{"clusterSelector":{"matchExpressions":[{"key":"a","operator":"In"}]}}}""", "spec.scope.clusterSelector: Invalid value")]
    public async Task Grant_that_breaks_a_rule_is_refused(string spec, string expected) =>
        Assert.Contains(expected, await _api.RefusalAsync(FleetKinds.AccessGrants, "g", spec));

    [Theory]
    [InlineData("""{"tokenHash":"xyz","user":"a"}""", "spec.tokenHash: Invalid value: \"xyz\"")]
    [InlineData("""{"tokenHash":"#","user":"a","purpose":"ingest"}""", "spec.clusters: Required value")]
    [InlineData("""{"tokenHash":"#","user":"a","clusters":["c"]}""", "spec.clusters: Forbidden")]
    [InlineData("""{"tokenHash":"#","user":"a","expiresAt":"noon"}""", "spec.expiresAt: Invalid value: \"noon\"")]
    public async Task Token_that_breaks_a_rule_is_refused(string spec, string expected) =>
        Assert.Contains(expected, await _api.RefusalAsync(FleetKinds.AccessTokens, "t", spec.Replace("#", Hash, StringComparison.Ordinal)));

    [Fact]
    public async Task Project_with_a_bad_selector_is_refused() => Assert.Contains(
        "spec.clusterSelector: Invalid value",
        await _api.RefusalAsync(FleetKinds.Projects, "p", """{"clusterSelector":{"matchLabels":{"a":"not a value!"}}}"""));

    [Fact]
    public async Task Specs_are_read_as_written()
    {
        var grant = AccessGrantSpec.Read((await _api.CreateAsync(
            FleetKinds.AccessGrants,
            "g",
            """{"role":"operator","subjects":[{"kind":"Group","name":"pay"}],"scope":{"projects":["pay"],"clusterSelector":{"matchLabels":{"env":"prod"}}}}""")).Root);
        Assert.Equal(AccessRole.Operator, grant.Role);
        Assert.Equal(new AccessSubject(true, "pay"), Assert.Single(grant.Subjects));
        Assert.True(grant.Scope is { Projects: ["pay"], Clusters: null, Namespaces: null, ClusterSelector: not null, IsEverything: false });

        var token = AccessTokenSpec.Read((await _api.CreateAsync(
            FleetKinds.AccessTokens, "t", $$"""{"tokenHash":"{{Hash}}","user":"jane","groups":["pay"],"expiresAt":"2027-01-01T00:00:00Z"}""")).Root);
        Assert.Equal((Hash, "jane", false, 2027), (token.TokenHash, token.User, token.IsIngest, token.ExpiresAt!.Value.Year));
    }

    [Theory]
    [InlineData("accessgrants", """{"role":"viewer","subjects":[{"kind":"User","name":"a"},{"kind":"Group","name":"b"}],"scope":{"projects":["p","q"]}}""", """["x","viewer","a,b","p,q","<none>","<none>","<unknown>"]""")]
    [InlineData("projects", """{"clusters":["a"],"clusterSelector":{"matchLabels":{"env":"prod"}}}""", """["x","a,(env=prod)","<all>","<unknown>","<none>"]""")]
    [InlineData("accesstokens", """{"user":"jane","purpose":"api"}""", """["x","jane","api","never","<unknown>","<none>","<none>"]""")]
    public void Tables_show_lists_with_commas(string resource, string spec, string expected)
    {
        using var cells = new DocumentBuilder();
        cells.StartArray();
        _api.Catalog.Find(new GroupVersionResource(FleetKinds.Group, FleetKinds.Version, resource))!.Table!
            .WriteCells(cells, Document.Parse($$"""{"metadata":{"name":"x"},"spec":{{spec}} }""").Root, _api.Time.GetUtcNow());
        Assert.Equal(expected, cells.EndArray().Build().ToString());
    }

    [Fact]
    public void Project_holds_the_clusters_it_names_and_selects()
    {
        var project = ProjectSpec.Read(Document.Parse("""{"spec":{"clusters":["a"],"clusterSelector":{"matchLabels":{"env":"prod"}}}}""").Root);
        var prod = Document.Parse("""{"env":"prod"}""").Root;
        Assert.True(project.HasCluster("a", default));
        Assert.True(project.HasCluster("b", prod));
        Assert.False(project.HasCluster("b", default));
        Assert.True(ProjectSpec.Read(Document.Parse("""{"spec":{}}""").Root).HasCluster("b", default));
    }
}
