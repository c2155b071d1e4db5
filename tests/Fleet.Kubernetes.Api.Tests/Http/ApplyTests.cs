using Fleet.Kubernetes.Api.Tests.Hosting;

namespace Fleet.Kubernetes.Api.Tests.Http;

/// <summary>Server-side apply over HTTP: what is refused, and in which words. The words are those of upstream's patch handler.</summary>
public sealed class ApplyTests : IAsyncLifetime
{
    private const string ContentType = "application/apply-patch+yaml";
    private const string ConfigMaps = "api/v1/namespaces/default/configmaps";
    private const string Deployments = "apis/apps/v1/namespaces/default/deployments";
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Theory]
    [InlineData("", 400, "invalid object type: /, Kind=")]
    [InlineData("- a", 400, "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData("abc", 400, "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type map[string]interface {}")]
    [InlineData("{apiVersion: v1, kind: Secret, metadata: {name: a}}", 400, "invalid object type: /v1, Kind=Secret")]
    [InlineData("{apiVersion: v1, kind: ConfigMap}", 400, "the name of the object (a based on URL) was undeterminable: name must be provided")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}", 400, "the name of the object (b) does not match the name on the URL (a)")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, uid: x}}", 409, "Operation cannot be fulfilled on configmaps \"a\": uid mismatch: the provided object specified uid x, and no existing object was found")]
    [InlineData("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {count: 5}}", 500, "failed to create typed patch object (/a; /v1, Kind=ConfigMap): .data.count: expected string, got &value.valueUnstructured{Value:5}")]
    public async Task A_configuration_that_does_not_fit_is_refused(string yaml, int status, string message)
    {
        var answer = await _api.SendAsync("PATCH", ConfigMaps + "/a?fieldManager=m", yaml, ContentType);
        Assert.Equal((status, message), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("replicas: 3.5", "cannot convert float64 to int32")]
    [InlineData("template: {spec: {containers: [{name: c, resources: {limits: {cpu: abc}}}]}}", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    public async Task A_value_the_typed_object_cannot_hold_is_an_unclassified_error(string spec, string problem)
    {
        var yaml = $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: a}}, spec: {{{spec}}}}}";
        var answer = await _api.SendAsync("PATCH", Deployments + "/a?fieldManager=m", yaml, ContentType);
        Assert.Equal(
            (500, $"failed to convert new object (/a; apps/v1, Kind=Deployment) to proper version: unable to convert unstructured object to apps/v1, Kind=Deployment: {problem}"),
            (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Of_several_documents_the_first_is_applied()
    {
        var answer = await _api.SendAsync("PATCH", ConfigMaps + "/a?fieldManager=m", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n{kind: Other}\n", ContentType);
        Assert.Equal(201, answer.Status);
    }
}
