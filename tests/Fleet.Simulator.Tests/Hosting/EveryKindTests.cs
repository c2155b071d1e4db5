using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Hosting;

/// <summary>Whatever a client sends for whatever kind: an answer that is the client's or the server's due, never a fault of the server.</summary>
public sealed class EveryKindTests : IAsyncLifetime
{
    private static readonly string[] Lists =
    [
        "application/json", "application/yaml", "application/vnd.kubernetes.protobuf,application/json", "application/json;as=Table;v=v1;g=meta.k8s.io",
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    ];

    private static readonly string[] Bodies =
    [
        """{"metadata":{"name":"x"}}""", """{"metadata":{"name":"x"},"spec":{},"status":{}}""", """{"metadata":{"name":"x"},"spec":null}""",
        """{"metadata":{"name":"x"},"spec":[]}""", """{"metadata":null}""", "{}", "[]", "null", "{", """{"metadata":{"name":"x","labels":{"a":1}}}""",
        """{"metadata":{"generateName":"x-"},"spec":{"template":{},"selector":{},"ports":[{}],"containers":[{}],"rules":[{}],"hard":{"cpu":"x"}},"rules":[{}],"subjects":[{}],"data":{"a":null}}""",
    ];

    private static readonly string[] FaultWords = ["Exception", "Object reference", "Sequence contains", "out of range", "Unable to cast", "Internal error occurred"];

    private SimulatedFleet _fleet = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var options = new SimulatorOptions { Clusters = 1, Workloads = 3, Clock = ClockSpecification.Manual };
        _fleet = await SimulatedFleet.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
        _client = _fleet.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Every_list_is_given_in_every_representation()
    {
        foreach (var definition in BuiltInResources.All.Where(definition => definition.Allows("list")))
        {
            foreach (var accept in Lists)
            {
                var (status, body) = await SendAsync(HttpMethod.Get, Collection(definition, "default"), accept, null, null);
                Assert.True(status == HttpStatusCode.OK && body.Length > 0, $"{definition.Resource} as {accept}: {status} {body}");
            }
        }
    }

    [Fact]
    public async Task Every_body_is_taken_or_refused()
    {
        foreach (var definition in BuiltInResources.All.Where(definition => definition.Allows("create")))
        {
            foreach (var body in Bodies)
            {
                await IsNoFaultAsync(definition, HttpMethod.Post, Collection(definition, "default"), "application/json", Typed(definition, body));
            }
        }
    }

    [Fact]
    public async Task Every_patch_is_taken_or_refused()
    {
        string[] types = ["application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml"];
        foreach (var definition in BuiltInResources.All.Where(definition => definition.Allows("patch")))
        {
            foreach (var type in types)
            {
                foreach (var body in Bodies)
                {
                    await IsNoFaultAsync(definition, HttpMethod.Patch, Collection(definition, "default") + "/x?fieldManager=m", type, Typed(definition, body));
                }
            }
        }
    }

    private static string Typed(ResourceDefinition definition, string body) => body.StartsWith("{\"", StringComparison.Ordinal)
        ? $$"""{"apiVersion":"{{definition.Resource.ApiVersion}}","kind":"{{definition.Kind}}",{{body[1..]}}"""
        : body;

    private static string Collection(ResourceDefinition definition, string namespaceName)
    {
        var resource = definition.Resource;
        var root = resource.Group.Length == 0 ? "api/" : "apis/";
        var place = definition.IsNamespaced ? $"namespaces/{namespaceName}/" : "";
        return $"{root}{resource.ApiVersion}/{place}{resource.Resource}";
    }

    /// <summary>Some typed errors are 500 on a real server too, but they come as a Status with its words; a fault comes with none, or with ours.</summary>
    private async Task IsNoFaultAsync(ResourceDefinition definition, HttpMethod method, string path, string type, string body)
    {
        var (status, text) = await SendAsync(method, path, "application/json", type, body);
        var isFault = status >= HttpStatusCode.InternalServerError && (!text.StartsWith("{\"kind\":\"Status\"", StringComparison.Ordinal) || FaultWords.Any(text.Contains));
        Assert.False(isFault, $"{method} {definition.Resource} {type} {body}: {status} {text}");
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string accept, string? type, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(_fleet.ClusterAddress("c1"), path));
        request.Headers.TryAddWithoutValidation("accept", accept);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type!);
        }

        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
