using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Http;

public sealed class DeleteOptionsTests : IAsyncLifetime
{
    private const string ConfigMap = "api/v1/namespaces/ns/configmaps/a";
    private TestApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await TestApi.StartAsync();
        await _api.SendAsync("POST", "api/v1/namespaces/ns/configmaps", """{"metadata":{"name":"a"}}""");
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    /// <summary>What cannot be understood deletes nothing: a dry run least of all.</summary>
    [Theory]
    [InlineData("""{"dryRun":"All"}""", 400)]
    [InlineData("""{"gracePeriodSeconds":"30"}""", 400)]
    [InlineData("""{"preconditions":"x"}""", 400)]
    [InlineData("\"All\"", 400)]
    [InlineData("""{"dryRun":["Some"]}""", 422)]
    [InlineData("""{"propagationPolicy":"1"}""", 422)]
    [InlineData("""{"propagationPolicy":"Orphan, Foreground"}""", 422)]
    [InlineData("""{"propagationPolicy":"foreground"}""", 422)]
    public async Task Options_that_are_none_are_refused_and_delete_nothing(string body, int status)
    {
        var answer = await _api.SendAsync("DELETE", ConfigMap, body);

        Assert.Equal((status, 200), (answer.Status, (await _api.SendAsync("GET", ConfigMap)).Status));
    }

    [Fact]
    public async Task Dry_run_deletes_nothing()
    {
        var answer = await _api.SendAsync("DELETE", ConfigMap, """{"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"],"propagationPolicy":"Background"}""");

        Assert.Equal((200, 200), (answer.Status, (await _api.SendAsync("GET", ConfigMap)).Status));
    }
}
