using System.Text;
using Fleet.Kubernetes.Api.Tests.Hosting;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Fleet.Kubernetes.Api.Tests.Http;

/// <summary>Whatever is sent is answered, as an error where it is one: never an unhandled exception.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    private static readonly string[] Segments =
        ["api", "apis", "v1", "apps", "namespaces", "ns", "configmaps", "deployments", "a", "scale", "status", "watch", "..", "%2F", "x%20y", "é"];

    private static readonly string[] Parameters =
    [
        "limit=-1", "limit=abc", "continue=zzz", "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6Miwic3RhcnQiOiIvLi4vYSJ9", "resourceVersion=99999999999999999999",
        "resourceVersionMatch=Exact", "labelSelector=!!", "fieldSelector=a==b", "dryRun=x", "dryRun=All", "fieldManager=%07", "fieldValidation=Strict", "force=1",
        "gracePeriodSeconds=x", "propagationPolicy=None", "includeObject=Half", "timeoutSeconds=-5",
    ];

    private static readonly string[] Bodies =
    [
        "", "{", "null", "[]", "\"x\"", "{\"metadata\":null}", "{\"metadata\":[]}", "{\"metadata\":{\"name\":5}}", "{\"kind\":5,\"apiVersion\":{}}", "a: [", "- 1\n- 2", "\u0000",
        "{\"metadata\":{\"name\":\"a\",\"ownerReferences\":[null,5]},\"spec\":{\"replicas\":1e400}}", "[{\"op\":\"add\"}]", "[{\"op\":\"replace\",\"path\":\"/metadata/name\",\"value\":null}]",
        "{\"metadata\":{\"name\":\"a\",\"managedFields\":[{\"fieldsV1\":{\"f:\":5}}]},\"data\":{\"k\":\"v\"}}", "{\"metadata\":{\"name\":\"a\",\"labels\":{\"\":\"\"},\"finalizers\":[{}]}}",
    ];

    private static readonly string[] MediaTypes =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf", "application/merge-patch+json", "application/json-patch+json",
        "application/strategic-merge-patch+json", "application/apply-patch+yaml", "text/plain",
    ];

    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Property(MaxTest = 1000)]
    public Property Any_request_is_answered() => Prop.ForAll(
        Gen.Zip(Requests(), Gen.Zip(Gen.Elements(Bodies), Gen.Elements(MediaTypes))).ToArbitrary(),
        pair =>
        {
            var ((method, path), (body, mediaType)) = pair;
            var answer = _api.SendAsync(method, path, method == "GET" ? null : body, mediaType).GetAwaiter().GetResult();
            return (answer.Status is >= 200 and < 500 || answer.Text.Contains("\"Status\"", StringComparison.Ordinal)).Label($"{method} {path} {mediaType} {body}: {answer.Status} {answer.Text}");
        });

    [Theory]
    [InlineData("PATCH", "application/merge-patch+json", "{\"metadata\":null}")]
    [InlineData("PATCH", "application/merge-patch+json", "5")]
    [InlineData("PATCH", "application/apply-patch+yaml", "5")]
    [InlineData("PUT", "application/json", "{\"metadata\":{\"name\":\"a\",\"managedFields\":\"x\"}}")]
    public async Task Object_survives_what_cannot_be_applied_to_it(string method, string mediaType, string body)
    {
        await _api.SendAsync("POST", "api/v1/namespaces/ns/configmaps", """{"metadata":{"name":"a"},"data":{"k":"v"}}""");

        var answer = await _api.SendAsync(method, "api/v1/namespaces/ns/configmaps/a?fieldManager=m", body, mediaType);
        var stored = await _api.SendAsync("GET", "api/v1/namespaces/ns/configmaps/a");

        Assert.InRange(answer.Status, 400, 500);
        Assert.Equal("v", stored.Body["data"u8]["k"u8].AsString());
    }

    private static Gen<(string Method, string Path)> Requests() =>
        from method in Gen.Elements(Methods)
        from known in Gen.Elements("api/v1/namespaces/ns/configmaps", "api/v1/namespaces/ns/configmaps/a", "apis/apps/v1/namespaces/ns/deployments/a/scale", "")
        from segments in Gen.Elements(Segments).ListOf()
        from parameters in Gen.Elements(Parameters).ListOf()
        let path = known.Length > 0 ? known : string.Join('/', segments.Take(8))
        select (method, new StringBuilder(path).Append('?').AppendJoin('&', parameters.Take(3)).ToString());
}
