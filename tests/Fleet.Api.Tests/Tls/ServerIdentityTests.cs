using Fleet.Api.Identity;
using Fleet.Api.Tls;
using Fleet.Kubernetes.Api.Tls;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Api.Tests.Tls;

/// <summary>What a silo keeps in its data folder to be known by, and who can read it.</summary>
public sealed class ServerIdentityTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-identity").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Authority_is_kept_and_only_the_owner_reads_its_key()
    {
        using var first = Open();
        using var second = Open();
        Assert.Equal(first.AuthorityPem, second.AuthorityPem);
        AssertOwnerOnly(Path.Combine(_folder, "ca.key"));
        using var authority = CertificateAuthority.Load(File.ReadAllText(Path.Combine(_folder, "ca.crt")), File.ReadAllText(Path.Combine(_folder, "ca.key")), TimeProvider.System);
        using var client = authority.IssueClient("jane");
        Assert.True(second.TrustsClient(client));
        Assert.True(authority.Issued(first.Server));
        Assert.False(second.TrustsClient(first.Server));
    }

    [Fact]
    public void Clients_of_a_configured_authority_are_trusted_and_others_not()
    {
        using var corporate = new CertificateAuthority(TimeProvider.System, "corporate");
        using var stranger = new CertificateAuthority(TimeProvider.System, "corporate");
        var file = Path.Combine(_folder, "clients.pem");
        File.WriteAllText(file, corporate.Pem);
        using var identity = Open(new TlsOptions { ClientAuthorityFile = file });
        using var jane = corporate.IssueClient("jane");
        using var joe = stranger.IssueClient("joe");
        using var server = corporate.IssueServer("jane");
        Assert.True(identity.TrustsClient(jane));
        Assert.False(identity.TrustsClient(joe));
        Assert.False(identity.TrustsClient(server));
    }

    [Fact]
    public void Given_certificate_is_shown()
    {
        using var corporate = new CertificateAuthority(TimeProvider.System, "corporate");
        using var given = corporate.IssueServer("fleet.example", "fleet.example");
        var options = new TlsOptions { CertificateFile = Path.Combine(_folder, "tls.crt"), KeyFile = Path.Combine(_folder, "tls.key") };
        File.WriteAllText(options.CertificateFile, given.ExportCertificatePem());
        using (var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(given)!)
        {
            File.WriteAllText(options.KeyFile, key.ExportPkcs8PrivateKeyPem());
        }

        using var identity = Open(options);
        Assert.Equal(given.Thumbprint, identity.Server.Thumbprint);
        Assert.Null(identity.AuthorityPem);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named()
    {
        var (certificate, key) = (Path.Combine(_folder, "tls.crt"), Path.Combine(_folder, "tls.key"));
        File.WriteAllText(certificate, "nonsense");
        File.WriteAllText(key, "nonsense");
        Assert.Contains(certificate, Assert.Throws<ArgumentException>(() => Open(new TlsOptions { CertificateFile = certificate, KeyFile = key })).Message);
        Assert.Contains("KeyFile", Assert.Throws<ArgumentException>(() => Open(new TlsOptions { CertificateFile = certificate })).Message);
        Assert.Contains("/nowhere.pem", Assert.Throws<ArgumentException>(() => Open(new TlsOptions { ClientAuthorityFile = "/nowhere.pem" })).Message);
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), "nonsense");
        File.WriteAllText(Path.Combine(_folder, "ca.key"), "nonsense");
        Assert.Contains("ca.crt", Assert.Throws<ArgumentException>(() => Open()).Message);
    }

    [Fact]
    public async Task Administrators_token_is_made_once_and_only_the_owner_reads_it()
    {
        var file = Path.Combine(_folder, "admin.token");
        var made = await AdminToken.LoadOrCreateAsync(file, default);
        Assert.Equal(64, made.Value.Length);
        Assert.Equal(made.Value, (await AdminToken.LoadOrCreateAsync(file, default)).Value);
        Assert.DoesNotContain(made.Value, made.ToString());
        AssertOwnerOnly(file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("long enough but with spaces")]
    public async Task File_that_holds_no_token_is_named_and_not_quoted(string text)
    {
        var file = Path.Combine(_folder, "admin.token");
        await File.WriteAllTextAsync(file, text);
        var error = await Assert.ThrowsAsync<ArgumentException>(() => AdminToken.LoadOrCreateAsync(file, default));
        Assert.Contains(file, error.Message);
        Assert.True(text.Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kubeconfig_names_server_authority_and_token_and_only_the_owner_reads_it()
    {
        var file = Path.Combine(_folder, "fleet.kubeconfig");
        await File.WriteAllTextAsync(file, "an older one anybody could read");
        var token = await AdminToken.LoadOrCreateAsync(Path.Combine(_folder, "admin.token"), default);
        using var identity = Open();
        await FleetKubeconfig.WriteAsync(file, new Uri("https://127.0.0.1:8080/"), token, identity.AuthorityPem, default);
        AssertOwnerOnly(file);
        var config = YamlReader.Read(await File.ReadAllTextAsync(file));
        Assert.Equal("https://127.0.0.1:8080", config["clusters"u8][0]["cluster"u8]["server"u8].AsString());
        Assert.Equal(token.Value, config["users"u8][0]["user"u8]["token"u8].AsString());
        Assert.Equal(identity.AuthorityPem, System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(config["clusters"u8][0]["cluster"u8]["certificate-authority-data"u8].AsString("")!)));
        await FleetKubeconfig.WriteAsync(file, new Uri("http://127.0.0.1:8080/"), token, null, default);
        Assert.DoesNotContain("certificate-authority", await File.ReadAllTextAsync(file));
    }

    private static void AssertOwnerOnly(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        }
    }

    private ServerIdentity Open(TlsOptions? options = null) => ServerIdentity.Open(_folder, options ?? new TlsOptions(), TimeProvider.System);
}
