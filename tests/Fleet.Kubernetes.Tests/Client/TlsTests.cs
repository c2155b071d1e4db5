using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Fleet.Kubernetes.Tests.Client;

public class TlsTests
{
    private static readonly ResourceAddress Pod = new(new GroupVersionResource("", "v1", "pods"), "web", "front");

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task A_client_certificate_authenticates_over_the_best_protocol_there_is(HttpProtocols protocols, string expected)
    {
        await using var server = await TlsServer.StartAsync(protocols, EchoAsync);
        var (certificate, key) = server.Issue("CN=admin");
        var client = await ConnectAsync(server.Kubeconfig($"client-certificate-data: {TlsServer.Base64(certificate)}, client-key-data: {TlsServer.Base64(key)}"));
        var answer = await client.GetAsync(Pod);
        Assert.Equal("CN=admin", answer["user"u8].AsString());
        Assert.Equal(expected, answer["protocol"u8].AsString());
    }

    [Fact]
    public async Task Requests_and_watches_share_one_connection()
    {
        await using var server = await TlsServer.StartAsync(HttpProtocols.Http2, async context =>
        {
            if (!context.Request.Query.ContainsKey("watch"))
            {
                await EchoAsync(context);
                return;
            }

            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"type\":\"ADDED\",\"object\":{}}\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        var client = await ConnectAsync(server.Kubeconfig("token: abc"));
        var watches = Enumerable.Range(0, 20).Select(_ => client.WatchAsync(Pod.WithName(null), new()).GetAsyncEnumerator()).ToList();
        Assert.All(await Task.WhenAll(watches.Select(watch => watch.MoveNextAsync().AsTask())), Assert.True);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetAsync(Pod)));
        Assert.Equal(1, server.Connections);
        foreach (var watch in watches)
        {
            await watch.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_authority_may_be_an_intermediate_one()
    {
        await using var server = await TlsServer.StartAsync(HttpProtocols.Http2, EchoAsync, intermediate: true);
        Assert.Equal("Bearer abc", (await (await ConnectAsync(server.Kubeconfig("token: abc"))).GetAsync(Pod))["authorization"u8].AsString());
    }

    [Fact]
    public async Task A_server_of_another_authority_or_name_is_refused()
    {
        await using var server = await TlsServer.StartAsync(HttpProtocols.Http2, EchoAsync);
        await using var other = await TlsServer.StartAsync(HttpProtocols.Http2, EchoAsync);
        var wrongAuthority = await ConnectAsync(server.Kubeconfig("token: abc").Replace(server.Url, other.Url, StringComparison.Ordinal));
        Assert.Contains("TLS: ", (await Assert.ThrowsAsync<ClusterUnreachableException>(() => wrongAuthority.GetAsync(Pod))).Message, StringComparison.Ordinal);
        var wrongName = await ConnectAsync(server.Kubeconfig("token: abc", ", tls-server-name: elsewhere"));
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => wrongName.GetAsync(Pod));
        var otherName = await ConnectAsync(server.Kubeconfig("token: abc", ", tls-server-name: kubernetes"));
        Assert.Equal("Bearer abc", (await otherName.GetAsync(Pod))["authorization"u8].AsString());
        var impersonating = await ConnectAsync(other.Kubeconfig("token: abc, as: jane, as-uid: u-1, as-groups: [dev]"));
        Assert.Equal("jane u-1 dev", (await impersonating.GetAsync(Pod))["impersonated"u8].AsString());
    }

    [Fact]
    public async Task A_server_is_not_checked_where_that_is_said_and_no_authority_is_given()
    {
        await using var server = await TlsServer.StartAsync(HttpProtocols.Http2, EchoAsync);
        var notChecked = await ConnectAsync(server.Kubeconfig("token: abc", "insecure-skip-tls-verify: true", withAuthority: false));
        Assert.Equal("Bearer abc", (await notChecked.GetAsync(Pod))["authorization"u8].AsString());

        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ConnectAsync(server.Kubeconfig("token: abc", ", insecure-skip-tls-verify: true")));
        Assert.Contains("certificate-authority(-data) and insecure-skip-tls-verify are both set", error.Message, StringComparison.Ordinal);
    }

    private static Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var answer = DocumentNode.Object(
            ("user", context.Connection.ClientCertificate?.Subject ?? ""),
            ("protocol", context.Request.Protocol),
            ("authorization", context.Request.Headers.Authorization.ToString()),
            ("impersonated", $"{context.Request.Headers["Impersonate-User"]} {context.Request.Headers["Impersonate-Uid"]} {context.Request.Headers["Impersonate-Group"]}"));
        return context.Response.WriteAsync(answer.ToString());
    }

    private static async Task<KubernetesApiClient> ConnectAsync(string kubeconfig) => new(await ClusterConnection.CreateAsync(new() { KubeconfigContent = kubeconfig }));
}
