using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Client;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-kubeconfig").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("contexts: [", "malformed at line")]
    [InlineData("", "is empty")]
    [InlineData("contexts: []", "no context is named and current-context is not set")]
    [InlineData("current-context: x", "the context \"x\" does not exist; there are none")]
    [InlineData("current-context: A\ncontexts: [{name: a, context: {cluster: c}}]", "the context \"A\" does not exist; there are a")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]", "context \"a\": context.cluster names \"c\", which clusters does not have")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://x'}}]", "context.user names \"u\", which users does not have")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'ftp://x'}}]", "clusters[\"c\"].cluster.server is not an http or https URL")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: ''}}]", "server is empty")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://x', certificate-authority-data: '!!'}}]", "certificate-authority-data is not base64")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://x', certificate-authority-data: 'aGVsbG8='}}]", "certificate-authority(-data) is not a PEM certificate")]
    public async Task A_kubeconfig_that_cannot_be_used_says_where_and_why(string content, string expected)
    {
        var path = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(path, content);
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigPath = path }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named() =>
        Assert.Contains("/nowhere/config does not exist", (await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigPath = "/nowhere/config" }))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: id}", "exec plugins are not allowed")]
    [InlineData("tokenFile: /etc/passwd", "users[\"u\"].user.tokenFile: references to files are not allowed")]
    [InlineData("client-certificate: /etc/passwd, client-key: /etc/passwd", "user.client-certificate: references to files are not allowed")]
    [InlineData("auth-provider: {name: gcp}", "auth providers were removed")]
    [InlineData("client-certificate-data: c2VjcmV0", "client-certificate is set without client-key")]
    [InlineData("client-certificate-data: c2VjcmV0, client-key-data: c2VjcmV0", "are not a PEM certificate with its key")]
    [InlineData("as: jane, as-groups: [dev, ops]", "user.as-groups has 2 groups; one is accepted")]
    [InlineData("as-uid: u-1", "user.as-uid is set without as")]
    [InlineData("token: \"se cret\"", "user.token holds characters a token cannot have")]
    [InlineData("as: \"jane\\r\\nX: y\"", "user.as, as-uid, as-groups or as-user-extra holds characters a header cannot have")]
    public async Task Content_from_others_cannot_reach_programs_and_files(string user, string expected)
    {
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigContent = Config(user) }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("se cret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_that_is_no_mapping_is_refused_with_what_is_expected()
    {
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigContent = "garbage" }));
        Assert.Equal("The kubeconfig content is empty or no mapping; a Config of clusters, users and contexts is expected.", error.Message);
    }

    [Fact]
    public async Task Malformed_content_is_not_quoted()
    {
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigContent = "users:\n- name: u\n  user:\n    token: [top-secret\n" }));
        Assert.DoesNotContain("top-secret", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_client_certificate_is_refused_with_its_date()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=admin", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var user = $"client-certificate-data: {Base64(certificate.ExportCertificatePem())}, client-key-data: {Base64(key.ExportPkcs8PrivateKeyPem())}";
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigContent = Config(user) }, time));
        Assert.Contains("users[\"u\"].user: client-certificate(-data) expired at 2029-01-01T00:00:00Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_files_the_first_entry_of_a_name_wins_and_paths_are_relative_to_their_file()
    {
        var first = Path.Combine(_folder, "first");
        var second = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "sub")).FullName, "second");
        await File.WriteAllTextAsync(first, "current-context: a\ncontexts: [{name: a, context: {cluster: c, user: u, namespace: web}}]\nclusters: [{name: c, cluster: {server: 'https://one/base/'}}]");
        await File.WriteAllTextAsync(second, "current-context: b\nclusters: [{name: c, cluster: {server: 'https://two'}}]\nusers: [{name: u, user: {tokenFile: token}}]");
        await File.WriteAllTextAsync(Path.Combine(_folder, "sub", "token"), "abc");
        await using var connection = await ClusterConnection.CreateAsync(new() { KubeconfigPath = $"{first}{Path.PathSeparator}{second}{Path.PathSeparator}/nowhere" });
        Assert.Equal("https://one/base/", connection.Server.ToString());
        Assert.Equal("web", connection.DefaultNamespace);
        Assert.Equal("a (https://one/base/)", connection.Name);
    }

    [Theory]
    [InlineData("token: secret")]
    [InlineData("username: jane, password: secret")]
    public async Task Credentials_do_not_go_unencrypted_to_another_machine(string user)
    {
        var content = Config(user).Replace("https://127.0.0.1:1", "http://cluster.example.com", StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(new() { KubeconfigContent = content }));
        Assert.Contains("users[\"u\"].user: its credentials would go unencrypted to http://cluster.example.com/", error.Message, StringComparison.Ordinal);
        using var local = await ClusterConnection.CreateAsync(new() { KubeconfigContent = Config(user).Replace("https:", "http:", StringComparison.Ordinal) });
        using var without = await ClusterConnection.CreateAsync(new() { KubeconfigContent = content.Replace($"user: {{{user}}}", "user: {}", StringComparison.Ordinal) });
        Assert.Equal("http://cluster.example.com/", without.Server.ToString());
    }

    [Fact]
    public async Task A_file_of_a_whole_fleet_is_read_once()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"c{i}").ToList();
        var path = Path.Combine(_folder, "fleet");
        await File.WriteAllLinesAsync(path, [
            "current-context: c7",
            "contexts:", .. names.Select(name => $"- {{name: {name}, context: {{cluster: {name}, user: admin}}}}"),
            "clusters:", .. names.Select(name => $"- {{name: {name}, cluster: {{server: 'https://127.0.0.1:1/clusters/{name}'}}}}"),
            "users: [{name: admin, user: {token: abc}}]"]);
        var kubeconfig = await Kubeconfig.ReadAsync(path);
        Assert.Equal("c7", kubeconfig.CurrentContext);
        Assert.Equal(names, kubeconfig.Contexts);
        File.Delete(path);
        foreach (var name in kubeconfig.Contexts)
        {
            await using var connection = await ClusterConnection.CreateAsync(new() { Kubeconfig = kubeconfig, Context = name });
            Assert.Equal($"https://127.0.0.1:1/clusters/{name}/", connection.Server.ToString());
        }

        await Assert.ThrowsAsync<ArgumentException>(() => ClusterConnection.CreateAsync(new() { Kubeconfig = kubeconfig, KubeconfigPath = path }));
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Config(string user) =>
        $"current-context: a\ncontexts: [{{name: a, context: {{cluster: c, user: u}}}}]\nclusters: [{{name: c, cluster: {{server: 'https://127.0.0.1:1'}}}}]\nusers: [{{name: u, user: {{{user}}}}}]";
}
