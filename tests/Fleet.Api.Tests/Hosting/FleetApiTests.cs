namespace Fleet.Api.Tests.Hosting;

/// <summary>What clients ask before they ask for objects, and how answers look to them.</summary>
public sealed class FleetApiTests : IAsyncLifetime
{
    private TestFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Discovery_lists_the_kinds()
    {
        var answer = await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1");
        var resources = answer.Body["resources"u8].Items.ToList().ToDictionary(item => item["name"u8].AsString("")!, item => item);
        Assert.Equal(["accessgrants", "accesstokens", "clusters", "clusters/status", "projects", "workloads"], resources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("""["get","list","watch"]""", resources["workloads"]["verbs"u8].ToString());
        Assert.Equal(200, (await _fleet.SendAsync("GET", "/version")).Status);
    }

    [Fact]
    public async Task Explain_finds_every_description()
    {
        var document = (await _fleet.SendAsync("GET", "/openapi/v3/apis/fleetengine.io/v1alpha1")).Body;
        var cluster = document["components"u8]["schemas"u8].Members.ToList().First(member => member.Name.EndsWith(".Cluster", StringComparison.Ordinal)).Value;
        Assert.Contains(
            "Exactly one source is given",
            cluster.At("properties", "spec", "properties", "credentials", "description").AsString());
    }

    [Fact]
    public async Task Table_is_what_kubectl_get_shows()
    {
        await _fleet.SendAsync(
            "POST", "/apis/fleetengine.io/v1alpha1/clusters", """{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east"},"spec":{"credentials":{"inCluster":true}}}""");
        var table = (await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/clusters", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")).Body;
        Assert.Equal("Ready", table["columnDefinitions"u8][1]["name"u8].AsString());
        Assert.Equal("east", table["rows"u8][0]["cells"u8][0].AsString());
    }

    [Fact]
    public async Task User_can_ask_who_it_is_and_what_it_may()
    {
        var who = await _fleet.SendAsync("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", token: "jane");
        Assert.Equal("jane", who.Body["status"u8]["userInfo"u8]["username"u8].AsString());
        var may = await _fleet.SendAsync(
            "POST",
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","group":"fleetengine.io","resource":"clusters"}}}""");
        Assert.True(may.Body["status"u8]["allowed"u8].AsBoolean());
    }
}
