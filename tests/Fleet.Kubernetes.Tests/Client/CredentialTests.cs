using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

public sealed class CredentialTests : IDisposable
{
    private static readonly ResourceAddress Pod = new(new GroupVersionResource("", "v1", "pods"), "web", "front");

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-credentials").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_token_file_is_read_again_after_a_minute_and_after_a_401()
    {
        var token = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(token, "one\n");
        await using var server = new ScriptedServer(exchange => exchange.Headers["Authorization"] == "Bearer revoked" ? exchange.StatusAsync(401, "Unauthorized") : exchange.JsonAsync($$"""{"seen":"{{exchange.Headers["Authorization"]}}"}"""));
        var client = await ConnectAsync(server, $"tokenFile: {token}");
        Assert.Equal("Bearer one", await SeenAsync(client));
        await File.WriteAllTextAsync(token, "revoked");
        Assert.Equal("Bearer one", await SeenAsync(client));
        _time.Advance(TimeSpan.FromSeconds(61));
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(Pod));
        Assert.Equal(401, (int)error.StatusCode);
        await File.WriteAllTextAsync(token, "three");
        Assert.Equal("Bearer three", await SeenAsync(client));
        File.Delete(token);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("Bearer three", await SeenAsync(client));
    }

    [Fact]
    public async Task An_exec_plugin_runs_again_shortly_before_its_credential_expires_and_once_after_a_401()
    {
        await PluginAsync("""
            echo run >> runs
            echo "$KUBERNETES_EXEC_INFO" > info
            echo "a warning" >&2
            echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"$#-$(wc -l < runs | tr -d ' ')\",\"expirationTimestamp\":\"2026-01-01T01:00:00Z\"}}"
            """);
        await using var server = new ScriptedServer(exchange => exchange.Headers["Authorization"] == "Bearer 1-2" ? exchange.StatusAsync(401, "Unauthorized") : exchange.JsonAsync($$"""{"seen":"{{exchange.Headers["Authorization"]}}"}"""));
        var client = await ConnectAsync(server, "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: ['a b'], provideClusterInfo: true}");
        Assert.Equal("Bearer 1-1", await SeenAsync(client));
        _time.Advance(TimeSpan.FromMinutes(58));
        Assert.Equal("Bearer 1-1", await SeenAsync(client));
        _time.Advance(TimeSpan.FromSeconds(90));

        // Run 2 is refused, within 10 s of that no third run; later there is one.
        await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(Pod));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("Bearer 1-3", await SeenAsync(client));
        Assert.Contains($"\"server\":\"{server.Url}\"", await File.ReadAllTextAsync(Path.Combine(_folder, "info")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("echo secret; exit 0", "printed something that is not JSON")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"secret\"}}'", "printed client.authentication.k8s.io/v1beta1, Kind=ExecCredential; client.authentication.k8s.io/v1, Kind=ExecCredential is accepted")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "gave neither status.token nor status.clientCertificateData")]
    [InlineData("echo secret >&2; exit 3", "ended with exit code 3")]
    [InlineData("head -c 3000000 /dev/zero", "printed more than")]
    public async Task An_exec_plugin_that_fails_is_named_and_not_quoted(string script, string expected)
    {
        await PluginAsync(script);
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await ConnectAsync(server, "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}");
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => client.GetAsync(Pod));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("users[\"u\"].user: the exec plugin", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exec_plugin_that_is_not_there_gives_its_install_hint()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync("{}"));
        var client = await ConnectAsync(server, "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./nothing, installHint: 'install nothing'}");
        Assert.Contains("(install nothing)", (await Assert.ThrowsAsync<KubeconfigException>(() => client.GetAsync(Pod))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_do_not_appear_in_errors()
    {
        await using var server = new ScriptedServer(exchange => exchange.AnswerAsync(500, "text/html", "<html>\nproxy broke\u0007</html>"));
        var client = await ConnectAsync(server, "token: very-secret");
        var error = await Assert.ThrowsAsync<KubernetesApiException>(() => client.GetAsync(Pod));
        Assert.EndsWith("HTTP 500 (text/html, not a Status)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy broke", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string?> SeenAsync(KubernetesApiClient client) => (await client.GetAsync(Pod))["seen"u8].AsString();

    private async Task PluginAsync(string script)
    {
        var path = Path.Combine(_folder, "plugin");
        await File.WriteAllTextAsync(path, $"#!/bin/sh\ncd '{_folder}'\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<KubernetesApiClient> ConnectAsync(ScriptedServer server, string user)
    {
        var path = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(path, server.Kubeconfig(user));
        return new KubernetesApiClient(await ClusterConnection.CreateAsync(new() { KubeconfigPath = path }, _time));
    }
}
