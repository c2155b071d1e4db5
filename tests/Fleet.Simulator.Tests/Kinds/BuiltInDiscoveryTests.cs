using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Simulator.Kinds;
using Fleet.Testing.Conformance;
using Fleet.Testing.Transcripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Xunit.Abstractions;

namespace Fleet.Simulator.Tests.Kinds;

/// <summary>Discovery of the built-in kinds alone, without a cluster behind it.</summary>
public sealed class BuiltInDiscoveryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        _app = builder.Build();
        var handler = new DiscoveryHandler(SimulatedVersion.Current);
        var catalog = new ResourceCatalog(new ResourceSet(BuiltInResources.All));
        _app.Run(async http =>
        {
            if (!await handler.TryHandleAsync(http, catalog, http.Request.Path))
            {
                await DiscoveryHandler.WriteNotFoundPageAsync(http);
            }
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    [Trait("Category", "Conformance")]
    public async Task Discovery_of_the_built_in_kinds_equals_the_recording()
    {
        if (ConformanceData.Find("kube-apiserver/discovery") is not { } folder)
        {
            ConformanceSuite.SkipMissing("kube-apiserver/discovery", output);
            return;
        }

        var client = _app.GetTestClient();
        var target = new TranscriptTarget(client.BaseAddress!, client, client, (_, _) => Task.CompletedTask);
        var suite = await new TranscriptSuite(folder, target, TimeSpan.FromSeconds(10), "kube-apiserver/discovery-built-in")
            .RunAsync(output, transcript => transcript.Name is "aggregated" or "legacy" or "legacy-other-groups");
        suite.Complete();
    }

    [Fact]
    public async Task Aggregated_discovery_unchanged_since_its_tag_is_not_sent_again()
    {
        var client = _app.GetTestClient();
        using var first = new HttpRequestMessage(HttpMethod.Get, "/apis");
        first.Headers.TryAddWithoutValidation("accept", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList");
        using var answer = await client.SendAsync(first);
        using var second = new HttpRequestMessage(HttpMethod.Get, "/apis");
        second.Headers.TryAddWithoutValidation("accept", "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList");
        second.Headers.TryAddWithoutValidation("if-none-match", answer.Headers.ETag!.ToString());
        using var unchanged = await client.SendAsync(second);
        Assert.Equal(304, (int)unchanged.StatusCode);
        Assert.Empty(await unchanged.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/apis/nope", "404 page not found\n")]
    [InlineData("/apis/apps/v9", "404 page not found\n")]
    [InlineData("/readyz", "ok")]
    [InlineData("/livez/ping", "ok")]
    [InlineData("/healthz/nope", "404 page not found\n")]
    public async Task Path_outside_discovery_documents_is_answered_with_text(string path, string expected)
    {
        using var answer = await _app.GetTestClient().GetAsync(path);
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }
}
