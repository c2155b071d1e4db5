using System.Text;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Api.Discovery;
using Fleet.Kubernetes.Api.Http;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

/// <summary>A cluster served over HTTP in the test's process, under <c>/clusters/one</c>. The token <c>root</c> is the administrator, <c>jane</c> a user.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly IHost _host;

    private TestApi(IHost host, MemoryResourceStore store, FakeTimeProvider time)
    {
        _host = host;
        Store = store;
        Time = time;
        Client = host.GetTestServer().CreateClient();
        Client.BaseAddress = new Uri("http://localhost/clusters/one/");
    }

    public MemoryResourceStore Store { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>Sends no credentials of its own.</summary>
    public HttpClient Client { get; }

    public static async Task<TestApi> StartAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var store = new MemoryResourceStore(time, new MemoryStoreOptions { StartVersion = 1 });
        var tokens = new StaticTokens(new Dictionary<string, UserInfo>
        {
            ["root"] = new("admin") { Groups = [UserInfo.MastersGroup] },
            ["jane"] = new("jane"),
        });
        var service = new ResourceService(store, new ResourceCatalog(TestResources.All), time, new ResourceServiceOptions
        {
            Authorizer = new RbacAuthorizer(new StoreRbacSource(store)),
            Tokens = tokens,
        });
        var api = new KubernetesApi(service, new KubernetesApiOptions
        {
            Authenticator = new BearerTokenAuthenticator(tokens),
            Discovery = new DiscoveryHandler(new ServerVersion { Major = "1", Minor = "36", GitVersion = "v1.36.0" }),
            Paths = [new WhoAmI()],
            MaxBodyBytes = 64 * 1024,
            ConnectionTime = time,
        });
        var host = await new HostBuilder()
            .ConfigureWebHost(web => web.UseTestServer()
                .ConfigureServices(services => services.AddRouting())
                .Configure(app => app.UseRouting().UseEndpoints(endpoints => endpoints.MapKubernetesApi("/clusters/one", api))))
            .StartAsync();
        return new TestApi(host, store, time);
    }

    public async Task<TestAnswer> SendAsync(
        string method, string path, string? body = null, string contentType = "application/json", string? accept = null, string token = "root", params (string Name, string Value)[] headers)
    {
        using var request = Request(method, path, token);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? values.ToList() : [];
        return new TestAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", text, warnings);
    }

    /// <summary>Opens a watch; the reader gives one event a line.</summary>
    public async Task<StreamReader> WatchAsync(string path)
    {
        using var request = Request("GET", path, "root");
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    private static HttpRequestMessage Request(string method, string path, string token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (token.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        return request;
    }
}
