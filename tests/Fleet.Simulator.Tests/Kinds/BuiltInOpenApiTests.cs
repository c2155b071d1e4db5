using Fleet.Kubernetes.Api.OpenApi;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;
using Fleet.Simulator.Kinds;
using Fleet.Testing.Conformance;
using Microsoft.AspNetCore.Http;
using Xunit.Abstractions;

namespace Fleet.Simulator.Tests.Kinds;

/// <summary>OpenAPI documents of the built-in kinds.</summary>
public sealed class BuiltInOpenApiTests(ITestOutputHelper output)
{
    private readonly OpenApiHandler _handler = new(SimulatedVersion.Current);
    private readonly ResourceCatalog _catalog = new(new ResourceSet(BuiltInResources.All));

    [Fact]
    [Trait("Category", "Conformance")]
    public async Task Document_holds_every_recorded_path_and_schema()
    {
        if (ConformanceData.Find("kube-apiserver/openapi") is not { } folder)
        {
            ConformanceSuite.SkipMissing("kube-apiserver/openapi", output);
            return;
        }

        var suite = new ConformanceSuite("kube-apiserver/openapi-parts", output);
        foreach (var file in Directory.EnumerateFiles(folder, "*.json"))
        {
            foreach (var step in Document.Parse(await File.ReadAllBytesAsync(file))["steps"u8].Items.ToList())
            {
                var document = await GetAsync(step["request"u8]["path"u8].AsString(""));
                Compare(suite, step["response"u8]["body"u8]["paths"u8], document["paths"u8], "paths");
                Compare(suite, step["response"u8]["body"u8]["components"u8]["schemas"u8], document["components"u8]["schemas"u8], "schemas");
            }
        }

        suite.Complete();
    }

    [Fact]
    public async Task Document_of_a_group_version_reads_back_as_the_schemas_it_was_written_from()
    {
        var document = await GetAsync("/openapi/v3/apis/apps/v1");
        var schemas = OpenApiSchemaReader.Read(document.Root);
        var read = schemas.Find(new("apps", "v1", "Deployment"))!;
        var containers = read.At("spec", "template", "spec", "containers")!;
        Assert.Equal((ListType.Map, "name", "name"), (containers.ListType, containers.MapKeys[0], containers.PatchMergeKey));
        Assert.Equal("\"TCP\"", read.At("spec", "template", "spec", "containers", "ports", "protocol")!.Default.ToString());
    }

    [Fact]
    public async Task Index_names_every_group_version_with_the_hash_of_its_document()
    {
        var index = await GetAsync("/openapi/v3");
        var url = index["paths"u8]["apis/apps/v1"]["serverRelativeURL"u8].AsString("");
        Assert.StartsWith("/openapi/v3/apis/apps/v1?hash=", url);
        var http = await RequestAsync("/openapi/v3/apis/apps/v1");
        Assert.Equal($"\"{url[(url.IndexOf('=') + 1)..]}\"", http.Response.Headers.ETag.ToString());
    }

    [Fact]
    public async Task Old_hash_is_sent_to_the_present_one()
    {
        var http = await RequestAsync("/openapi/v3/apis/apps/v1", "?hash=OLD");
        Assert.Equal(301, http.Response.StatusCode);
        Assert.StartsWith("/openapi/v3/apis/apps/v1?hash=", http.Response.Headers.Location.ToString());
    }

    private static void Compare(ConformanceSuite suite, DocumentValue recorded, DocumentValue written, string part)
    {
        foreach (var (name, value) in recorded.Members)
        {
            // Hashes in the index are the server's own.
            var isIndex = value["serverRelativeURL"u8].Exists;
            if (isIndex ? written[name].Exists : written[name].DeepEquals(value))
            {
                suite.Pass($"{part}/{name}");
            }
            else
            {
                suite.Fail($"{part}/{name}", $"recorded {value} written {written[name]}");
            }
        }
    }

    private async Task<Document> GetAsync(string path)
    {
        var http = await RequestAsync(path);
        return Document.Parse(((MemoryStream)http.Response.Body).ToArray());
    }

    private async Task<HttpContext> RequestAsync(string path, string query = "")
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.QueryString = new QueryString(query);
        http.Request.Headers.Accept = "application/json";
        http.Response.Body = new MemoryStream();
        Assert.True(await _handler.TryHandleAsync(http, _catalog, path));
        return http;
    }
}
