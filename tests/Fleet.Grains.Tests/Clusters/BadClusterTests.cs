using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Grains.Clusters.Conditions;
using Fleet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Tests.Clusters;

/// <summary>What people declare that is not a healthy cluster: each is named, none brings the session down.</summary>
public sealed class BadClusterTests
{
    [Theory]
    [InlineData("not json at all", "application/json", 200, "MalformedAnswer")]
    [InlineData("<html>log in</html>", "text/html", 200, "MalformedAnswer")]
    [InlineData("""{"kind":"Status","status":"Failure","message":"who are you","reason":"Unauthorized","code":401}""", "application/json", 401, "BadCredentials")]
    [InlineData("nothing here", "text/plain", 404, "MalformedAnswer")]
    [InlineData("overloaded", "text/plain", 503, "Unavailable")]
    public async Task Session_server_answers_something_else_is_named(string body, string type, int status, string reason)
    {
        await using var server = await AnswerServer.StartAsync(http => AnswerAsync(http, body, type, status));
        await using var session = new SessionHarness(server.Kubeconfig);
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is not null, "a problem");
        Assert.Equal(reason, session.Seen.Problem!.Reason);
        Assert.False(session.Running.IsCompleted);
        Assert.Equal(0, session.Shards.Batches);
    }

    [Fact]
    public async Task Session_version_is_answered_and_nothing_else_makes_sense_is_named()
    {
        await using var server = await AnswerServer.StartAsync(http => AnswerAsync(
            http, http.Request.Path == "/version" ? """{"major":"1","minor":"36","gitVersion":"v1.36.0"}""" : """[1,2,{"kind":{"x":3}}]""", "application/json", 200));
        await using var session = new SessionHarness(server.Kubeconfig);
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "MalformedAnswer" }, "the answer is malformed");
        Assert.False(session.Running.IsCompleted);
    }

    [Fact]
    public async Task Session_server_never_answers_is_named_after_the_timeout()
    {
        await using var server = await AnswerServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var session = new SessionHarness(server.Kubeconfig) { RequestTimeout = TimeSpan.FromMilliseconds(300) };
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "Timeout" }, "a timeout");
    }

    [Fact]
    public async Task Sessions_some_clusters_hang_others_are_connected_all_the_same()
    {
        await using var server = await AnswerServer.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var cluster = await SimulatedClusterFixture.StartAsync();
        await using var well = new SessionHarness(cluster.Kubeconfig);
        var hanging = Enumerable.Range(0, 20).Select(_ => new SessionHarness(server.Kubeconfig, gate: well.Gate)).ToList();
        foreach (var session in hanging)
        {
            await session.StartAsync();
        }

        await well.SyncAsync();

        foreach (var session in hanging)
        {
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task Session_client_certificate_has_expired_is_named_with_its_time()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 0, controllers: false);
        var (certificate, key) = Expired();
        var kubeconfig = $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c1, cluster: {server: "{{cluster.Fleet.ClusterAddress("c1")}}", insecure-skip-tls-verify: true} }]
            contexts: [{name: c1, context: {cluster: c1, user: u} }]
            users: [{name: u, user: {client-certificate-data: {{certificate}}, client-key-data: {{key}} } }]
            """;
        await using var session = new SessionHarness(kubeconfig);
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "CertificateExpired" }, "the certificate has expired");
        Assert.Contains("expired at 2020-", session.Seen.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal((false, "CertificateExpired"), ConditionRules.Of(session.Seen, TimeProvider.System.GetUtcNow())[1] is var authorized ? (authorized.Status, authorized.Reason) : default);
    }

    [Fact]
    public async Task Session_server_certificate_is_of_another_authority_is_named()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 0, controllers: false);
        var (stranger, _) = Expired();
        await using var session = new SessionHarness($$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c1, cluster: {server: "{{cluster.Fleet.ClusterAddress("c1")}}", certificate-authority-data: {{stranger}} } }]
            contexts: [{name: c1, context: {cluster: c1} }]
            """);
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "TLS" }, "TLS fails");
    }

    [Fact]
    public async Task Session_credentials_are_unknown_to_the_cluster_is_named()
    {
        await using var cluster = await SimulatedClusterFixture.StartAsync(workloads: 0, controllers: false);
        await using var session = new SessionHarness($$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c1, cluster: {server: "{{cluster.Fleet.ClusterAddress("c1")}}", insecure-skip-tls-verify: true} }]
            contexts: [{name: c1, context: {cluster: c1, user: u} }]
            users: [{name: u, user: {token: nobody-knows-me} }]
            """);
        await session.StartAsync();

        await Eventually.TrueAsync(() => session.Seen.Problem is { Reason: "BadCredentials" }, "the token is refused");
        Assert.DoesNotContain("nobody-knows-me", session.Seen.Problem!.Message, StringComparison.Ordinal);
    }

    private static (string Certificate, string Key) Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=old", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        static string Base64(string pem) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem));
        return (Base64(certificate.ExportCertificatePem()), Base64(key.ExportPkcs8PrivateKeyPem()));
    }

    private static Task AnswerAsync(HttpContext http, string body, string type, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    /// <summary>An HTTP server on loopback that gives every request the same treatment.</summary>
    private sealed class AnswerServer(WebApplication application) : IAsyncDisposable
    {
        public string Kubeconfig => $$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c1, cluster: {server: "{{application.Urls.First()}}"} }]
            contexts: [{name: c1, context: {cluster: c1} }]
            """;

        public static async Task<AnswerServer> StartAsync(RequestDelegate answer)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var application = builder.Build();
            application.Run(answer);
            await application.StartAsync();
            return new(application);
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();
    }
}
