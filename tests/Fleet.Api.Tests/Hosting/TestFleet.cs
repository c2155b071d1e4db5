using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Api.Access;
using Fleet.Api.Hosting;
using Fleet.Api.Identity;
using Fleet.Api.Storage;
using Fleet.Api.Tests.Watching;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api;
using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Fleet.Api.Tests.Hosting;

/// <summary>The API over HTTP in the test's process, over a store in memory. The token <c>root</c> is the administrator; <c>jane</c> sees the east only.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    private readonly IHost _host;

    private TestFleet(IHost host, FailingStore store)
    {
        _host = host;
        Store = store;
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = addresses?.Addresses.FirstOrDefault() ?? "";
        Client = Address.Length > 0 ? new HttpClient { BaseAddress = new Uri(Address) } : host.GetTestServer().CreateClient();
    }

    public FailingStore Store { get; }

    public HttpClient Client { get; }

    /// <summary>Where it listens; empty when it does not.</summary>
    public string Address { get; }

    public CredentialVault Vault => _host.Services.GetRequiredService<CredentialVault>();

    public ResourceService Service => _host.Services.GetRequiredService<ResourceService>();

    public WatchCache Cache => _host.Services.GetRequiredService<WatchCache>();

    /// <param name="listens">On a port of the loopback, for other processes; else inside this process only.</param>
    public static async Task<TestFleet> StartAsync(bool listens = false)
    {
        var store = new FailingStore(new MemoryFleetStore(TimeProvider.System));
        var tokens = new StaticTokens(new Dictionary<string, UserInfo>
        {
            ["root"] = new("admin") { Groups = [UserInfo.MastersGroup] },
            ["jane"] = new("jane"),
        });
        var host = await new HostBuilder()
            .ConfigureWebHost(web => (listens ? web.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)) : web.UseTestServer())
                .ConfigureServices(services => services
                    .AddRouting()
                    .AddMetrics()
                    .AddSingleton<IFleetStore>(store)
                    .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
                    .AddSingleton<CredentialVault>()
                    .AddSingleton<IWorkloadReader>(new TableReader(() => store, ModelFleet.Clusters))
                    .AddSingleton<IAuthenticator>(new BearerTokenAuthenticator(tokens))
                    .AddSingleton<IAuthorizer>(AllowAll.Instance)
                    .AddSingleton<IAccessScopes>(new EastOfJane())
                    .AddSingleton<IWriteAudit>(new TypeAudit())
                    .AddFleetApi())
                .Configure(app => app.UseRouting().UseEndpoints(endpoints => endpoints.MapFleetApi())))
            .StartAsync();
        return new TestFleet(host, store);
    }

    public async Task<TestAnswer> SendAsync(string method, string path, string? body = null, string contentType = "application/json", string? accept = null, string token = "root")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await Client.SendAsync(request);
        return new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.ToString() ?? "");
    }

    /// <summary>Opens a watch; the reader gives one event a line.</summary>
    public async Task<StreamReader> WatchAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path.TrimStart('/'));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer root");
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Every entry of the log, as text.</summary>
    public async Task<IReadOnlyList<string>> LogAsync(params LogStream[] streams)
    {
        var texts = new List<string>();
        foreach (var stream in streams.Length == 0 ? Enum.GetValues<LogStream>() : streams)
        {
            texts.AddRange((await Store.ReadLogAsync(stream, 0, 10_000, default)).Select(entry => $"{entry.Document} {entry.Previous?.Document}"));
        }

        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class EastOfJane : IAccessScopes
    {
        public ProjectScope? ProjectsOf(UserInfo user) => null;

        public WorkloadScope ScopeOf(UserInfo user) => user.Name == "jane" ? ModelFleet.EastOnly : WorkloadScope.Everything;
    }

    private sealed class TypeAudit : IWriteAudit
    {
        public Document EntryOf(WriteRecord write) =>
            DocumentNode.Object(("type", write.Type.ToString()), ("object", write.Key.ToString()), ("before", Copy(write.Before)), ("after", Copy(write.After))).ToDocument();

        private static DocumentNode? Copy(Document? document) => document is null ? null : DocumentNode.From(document.Root);
    }
}
