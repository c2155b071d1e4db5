using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Fleet.Api.Audit;
using Fleet.Api.Events;
using Fleet.Api.Hosting;
using Fleet.Api.Identity;
using Fleet.Api.Storage;
using Fleet.Api.Tests.Hosting;
using Fleet.Api.Tests.Watching;
using Fleet.Inventory.Queries;
using Fleet.Kubernetes.Api.Tls;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using Fleet.Storage.Memory;
using Fleet.Storage.Vault;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Api.Tests.Identity;

/// <summary>The API over HTTP as a silo serves it, with identity, audit and events, over a store in memory. <see cref="AdminToken"/> is the administrator's.</summary>
internal sealed class IdentityFleet : IAsyncDisposable
{
    public const string AdminToken = "0123456789abcdef0123456789abcdef";

    private const string Root = "/apis/fleetengine.io/v1alpha1/";

    private readonly IHost _host;

    private IdentityFleet(IHost host, IFleetStore store, CertificateAuthority authority, RecordedLog log)
    {
        (_host, Store, Authority, Log) = (host, store, authority, log);
        Client = host.GetTestServer().CreateClient();
    }

    public static FakeTimeProvider NewTime() => new(new DateTimeOffset(2026, 11, 25, 2, 0, 0, TimeSpan.Zero));

    public IFleetStore Store { get; }

    /// <summary>Signs client certificates that are trusted.</summary>
    public CertificateAuthority Authority { get; }

    public RecordedLog Log { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _host.Services;

    public WatchCache Cache => Services.GetRequiredService<WatchCache>();

    /// <param name="options">How callers are known.</param>
    /// <param name="time">The clock; a fake one by default.</param>
    /// <param name="store">The store; one in memory by default.</param>
    /// <param name="events">How events are streamed.</param>
    public static async Task<IdentityFleet> StartAsync(
        FleetIdentityOptions? options = null, TimeProvider? time = null, IFleetStore? store = null, EventStreamOptions? events = null, bool isLoopback = true)
    {
        time ??= NewTime();
        store ??= new MemoryFleetStore(time);
        var authority = new CertificateAuthority(TimeProvider.System, "test-ca");
        var log = new RecordedLog();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, AdminToken);
        var admin = await Fleet.Api.Identity.AdminToken.LoadAsync(file, default);
        File.Delete(file);
        var host = await new HostBuilder()
            .ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .ConfigureWebHost(web => web.UseTestServer()
                .ConfigureServices(services => services
                    .AddRouting()
                    .AddMetrics()
                    .AddSingleton(time)
                    .AddSingleton(store)
                    .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
                    .AddSingleton<CredentialVault>()
                    .AddSingleton<IWorkloadReader>(new TableReader(() => store, ModelFleet.Clusters))
                    .AddSingleton(admin)
                    .AddFleetIdentity(options ?? new FleetIdentityOptions(), authority.Signed, isLoopback, events)
                    .AddFleetApi())
                .Configure(app => app
                    .Use(ConnectAsync)
                    .UseMiddleware<AuditMiddleware>()
                    .UseRouting()
                    .UseEndpoints(endpoints => endpoints.MapFleetApi())))
            .StartAsync();
        return new IdentityFleet(host, store, authority, log);
    }

    /// <summary>Sends a request; no token means no credentials. A header <c>x-address</c> is the caller's address, else it is on this machine.</summary>
    public async Task<TestAnswer> SendAsync(string method, string path, string? body = null, string? token = AdminToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.TrimStart('/'));
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, method == "PATCH" ? "application/merge-patch+json" : "application/json");
        }

        using var response = await Client.SendAsync(request);
        return new TestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.ToString() ?? "");
    }

    /// <summary>The status of a request for an object or a list of a Fleet kind: <c>clusters/east</c>.</summary>
    public async Task<int> StatusAsync(string method, string resource, string? token, string? body = null, params (string Name, string Value)[] headers) =>
        (await SendAsync(method, Root + resource, body, token, headers)).Status;

    /// <summary>Creates an object as the administrator and waits until it counts.</summary>
    public async Task<Document> CreateAsync(string resource, string name, string spec, string labels = "{}")
    {
        var answer = await SendAsync("POST", Root + resource, Json(resource, name, spec, labels));
        Assert.True(answer.Status == 201, answer.Text);
        await Cache.CatchUpAsync(default);
        return answer.Body;
    }

    public static string Json(string resource, string name, string spec, string labels = "{}")
    {
        var kind = resource switch { "clusters" => "Cluster", "projects" => "Project", "accessgrants" => "AccessGrant", _ => "AccessToken" };
        return $$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"{{kind}}","metadata":{"name":"{{name}}","labels":{{labels}}},"spec":{{spec}}}""";
    }

    /// <summary>Gives a user a role and a token, which it returns.</summary>
    public async Task<string> GrantAsync(string user, string role, string scope = "{}")
    {
        var token = $"token-of-{user}";
        await CreateAsync("accesstokens", user, $$"""{"tokenHash":"{{HashOf(token)}}","user":"{{user}}"}""");
        await CreateAsync("accessgrants", user, $$"""{"role":"{{role}}","subjects":[{"kind":"User","name":"{{user}}"}],"scope":{{scope}}}""");
        return token;
    }

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>The names in a list.</summary>
    public static IEnumerable<string> Names(Document list) => list["items"u8].Items.ToList().Select(item => item["metadata"u8]["name"u8].AsString(""));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
        Authority.Dispose();
    }

    /// <summary>What the transport would know.</summary>
    private static Task ConnectAsync(HttpContext http, RequestDelegate next)
    {
        http.Connection.RemoteIpAddress = http.Request.Headers["x-address"].ToString() is { Length: > 0 } address ? IPAddress.Parse(address) : IPAddress.Loopback;
        if (http.Request.Headers["x-certificate"].ToString() is { Length: > 0 } certificate)
        {
            http.Connection.ClientCertificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(certificate));
        }

        return next(http);
    }
}
