using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Http;

/// <summary>Patches that are none, in the words of upstream's patch handler.</summary>
public sealed class PatchTests : IAsyncLifetime
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string ConfigMap = "api/v1/namespaces/default/configmaps/a";
    private TestApi _api = null!;

    public async Task InitializeAsync()
    {
        _api = await TestApi.StartAsync();
        await _api.SendAsync("POST", "api/v1/namespaces/default/configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData(Json, "{bad", "error decoding patch: invalid character 'b' looking for beginning of object key string")]
    [InlineData(Json, "{}", "error decoding patch: json: cannot unmarshal object into Go value of type []interface {}")]
    [InlineData(Json, "[5]", "json: cannot unmarshal number into Go value of type jsonpatch.Operation")]
    [InlineData(Merge, "[]", "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData(Merge, "null", "Invalid JSON Patch")]
    [InlineData(Strategic, "{bad", "invalid character 'b' looking for beginning of object key string")]
    [InlineData(Strategic, "5", "json: cannot unmarshal number into Go value of type map[string]interface {}")]
    public async Task A_patch_that_is_none_is_a_bad_request(string contentType, string patch, string message)
    {
        var answer = await _api.SendAsync("PATCH", ConfigMap, patch, contentType);
        Assert.Equal((400, message), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData(Json, "null")]
    [InlineData(Json, "[]")]
    [InlineData(Merge, "{}")]
    [InlineData(Strategic, "null")]
    public async Task A_patch_with_nothing_in_it_changes_nothing(string contentType, string patch)
    {
        var answer = await _api.SendAsync("PATCH", ConfigMap, patch, contentType);
        Assert.Equal((200, "2"), (answer.Status, answer.Body["metadata"u8]["resourceVersion"u8].AsString()));
    }

    [Theory]
    [InlineData(Merge)]
    [InlineData(Strategic)]
    public async Task A_member_given_twice_is_warned_about_or_refused(string contentType)
    {
        const string Patch = """{"data":{"b":"1","b":"2"}}""";
        var refused = await _api.SendAsync("PATCH", ConfigMap + "?fieldValidation=Strict", Patch, contentType);
        var warned = await _api.SendAsync("PATCH", ConfigMap, Patch, contentType);
        Assert.Equal(422, refused.Status);
        Assert.EndsWith("strict decoding error: duplicate field \"data.b\"", refused.Message);
        Assert.Equal("2", warned.Body["data"u8]["b"u8].AsString());
        Assert.Contains("duplicate field \\\"data.b\\\"", Assert.Single(warned.Warnings));
    }
}
