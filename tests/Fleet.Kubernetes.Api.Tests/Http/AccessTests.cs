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
    public async Task Impersonation_without_the_right_is_refused()
    {
        var answer = await _api.SendAsync("GET", "api/v1/namespaces", token: "jane", headers: [("Impersonate-User", "admin")]);

        Assert.Equal("users \"admin\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", answer.Message);
    }
}
