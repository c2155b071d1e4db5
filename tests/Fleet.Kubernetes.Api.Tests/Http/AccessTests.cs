using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Http;

public sealed class AccessTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("", "api/v1/namespaces/ns/configmaps", 403, "configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\" in API group \"\" in the namespace \"ns\"")]
    [InlineData("", "api", 403, "forbidden: User \"system:anonymous\" cannot get path \"/api\"")]
    [InlineData("wrong", "api", 401, "Unauthorized")]
    [InlineData("jane", "apis/apps/v1/deployments/web", 403, "deployments.apps \"web\" is forbidden: User \"jane\" cannot get resource \"deployments\" in API group \"apps\" at the cluster scope")]
    public async Task Request_that_is_not_allowed_says_so_in_upstreams_words(string token, string path, int status, string message)
    {
        var answer = await _api.SendAsync("GET", path, token: token);

        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Role_binding_lets_its_subject_read_in_its_namespace()
    {
        const string Rbac = "apis/rbac.authorization.k8s.io/v1/namespaces/ns";
        await _api.SendAsync("POST", Rbac + "/roles", """{"metadata":{"name":"reader"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","list"]}]}""");
        await _api.SendAsync("POST", Rbac + "/rolebindings", """{"metadata":{"name":"reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"reader"},"subjects":[{"kind":"User","name":"jane"}]}""");

        var allowed = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps", token: "jane");
        var elsewhere = await _api.SendAsync("GET", "api/v1/namespaces/other/configmaps", token: "jane");
        var impersonated = await _api.SendAsync(
            "GET", "api/v1/namespaces/ns/configmaps", headers: [("Impersonate-User", "jane"), ("Impersonate-Group", "devs")]);

        Assert.Equal((200, 403, 200), (allowed.Status, elsewhere.Status, impersonated.Status));
    }

    [Fact]
    public async Task Handler_of_a_path_knows_who_asks_and_in_whose_name()
    {
        var own = await _api.SendAsync("GET", "whoami");
        var impersonated = await _api.SendAsync("GET", "whoami", headers: [("Impersonate-User", "root-in-disguise"), ("Impersonate-Group", "system:masters")]);

        Assert.Equal(("admin", "root-in-disguise"), (own.Text, impersonated.Text));
    }

    [Fact]
    public async Task Impersonation_without_the_right_is_refused()
    {
        var answer = await _api.SendAsync("GET", "api/v1/namespaces", token: "jane", headers: [("Impersonate-User", "admin")]);

        Assert.Equal("users \"admin\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", answer.Message);
    }

    /// <summary>Everything in one's own namespace is nothing elsewhere: no path may be authorized in one place and acted on in another.</summary>
    [Theory]
    [InlineData("GET", "api/v1/namespaces/ns/namespaces")]
    [InlineData("GET", "api/v1/namespaces/ns/namespaces/other")]
    [InlineData("DELETE", "api/v1/namespaces/ns/namespaces/other")]
    [InlineData("GET", "api/v1/watch/namespaces/ns/namespaces")]
    public async Task Administrator_of_a_namespace_reaches_no_other_namespace(string method, string path)
    {
        await GrantAsync("""{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}""");
        await _api.SendAsync("POST", "api/v1/namespaces", """{"metadata":{"name":"other"}}""");

        var answer = await _api.SendAsync(method, path, token: "jane");
        var own = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps", token: "jane");

        Assert.Equal((404, 200), (answer.Status, own.Status));
        Assert.Equal(200, (await _api.SendAsync("GET", "api/v1/namespaces/other")).Status);
    }

    [Fact]
    public async Task Rule_for_one_name_allows_a_list_of_that_name()
    {
        await GrantAsync("""{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"],"verbs":["list","watch"]}""");

        var one = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps?fieldSelector=metadata.name%3Da", token: "jane");
        var another = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps?fieldSelector=metadata.name%3Db", token: "jane");
        var all = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps", token: "jane");

        Assert.Equal((200, 403, 403), (one.Status, another.Status, all.Status));
    }

    [Fact]
    public async Task Impersonated_extra_may_come_under_two_spellings()
    {
        var answer = await _api.SendAsync(
            "GET", "api/v1/namespaces/ns/configmaps", headers: [("Impersonate-User", "jane"), ("Impersonate-Extra-team", "x"), ("Impersonate-Extra-%74eam", "y")]);

        Assert.Equal(403, answer.Status);
    }

    private async Task GrantAsync(string rule)
    {
        const string Rbac = "apis/rbac.authorization.k8s.io/v1/namespaces/ns";
        await _api.SendAsync("POST", Rbac + "/roles", $$"""{"metadata":{"name":"granted"},"rules":[{{rule}}]}""");
        await _api.SendAsync(
            "POST",
            Rbac + "/rolebindings",
            """{"metadata":{"name":"granted"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"granted"},"subjects":[{"kind":"User","name":"jane"}]}""");
    }
}
