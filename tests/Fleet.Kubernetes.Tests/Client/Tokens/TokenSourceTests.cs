using System.Buffers.Text;
using System.Text;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Client.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Kubernetes.Tests.Client.Tokens;

public sealed class TokenSourceTests : IAsyncLifetime
{
    private const string Role = "arn:aws:iam::123456789012:role/fleet";
    private const string Tenant = "11111111-2222-3333-4444-555555555555";

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-tokens").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private FakeTokenService _service = null!;
    private ManagedClusterTokens _tokens = null!;

    public async Task InitializeAsync()
    {
        _service = await FakeTokenService.StartAsync();
        var file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, "projected\n");
        _tokens = new(
            new() { AwsRoleArn = Role, AwsTokenFile = file, AwsStsEndpoint = _service.Url, AzureTenantId = Tenant, AzureClientId = Tenant, AzureTokenFile = file, AzureAuthority = _service.Url, GoogleMetadataServer = _service.Url },
            _time);
    }

    public async Task DisposeAsync()
    {
        _tokens.Dispose();
        await _service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Eks_exchanges_the_projected_token_and_presigns_the_identity_of_the_session()
    {
        var token = await _tokens.Eks("prod", "eu-central-1").FetchAsync(default);

        var (_, form) = Assert.Single(_service.Requests);
        Assert.Equal((Role, "projected", "fleet"), (form["RoleArn"], form["WebIdentityToken"], form["RoleSessionName"]));
        Assert.StartsWith("k8s-aws-v1.", token.Value, StringComparison.Ordinal);
        Assert.DoesNotContain('=', token.Value);
        var url = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Value.AsSpan("k8s-aws-v1.".Length)));
        Assert.StartsWith($"{_service.Url}?Action=GetCallerIdentity&Version=2011-06-15&", url, StringComparison.Ordinal);
        Assert.Contains("X-Amz-Credential=ASIA1%2F20260101%2Feu-central-1%2Fsts%2Faws4_request", url, StringComparison.Ordinal);
        Assert.Contains("X-Amz-Expires=60&X-Amz-Security-Token=session&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id", url, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMinutes(14), token.ExpiresAt);
    }

    [Fact]
    public async Task Eks_uses_a_session_again_until_it_would_end_before_its_token()
    {
        var source = _tokens.Eks("prod", "eu-central-1");
        await source.FetchAsync(default);
        _time.Advance(TimeSpan.FromMinutes(40));
        await source.FetchAsync(default);
        Assert.Single(_service.Requests);

        _time.Advance(TimeSpan.FromMinutes(6));
        _service.Expiration = "2026-01-01T02:00:00Z";
        await source.FetchAsync(default);
        Assert.Equal(2, _service.Requests.Count);
    }

    [Fact]
    public async Task Aks_exchanges_the_federated_token_for_one_of_the_api_servers_application()
    {
        var token = await _tokens.Aks().FetchAsync(default);

        var (path, form) = Assert.Single(_service.Requests);
        Assert.Equal($"/{Tenant}/oauth2/v2.0/token", path);
        Assert.Equal("6dae42f8-4368-4678-94ff-3960e28e3630/.default", form["scope"]);
        Assert.Equal(("client_credentials", "projected"), (form["grant_type"], form["client_assertion"]));
        Assert.Equal(("token-1", _time.GetUtcNow() + TimeSpan.FromHours(1)), (token.Value, token.ExpiresAt));
    }

    [Fact]
    public async Task Gke_asks_the_metadata_server_and_believes_no_other()
    {
        Assert.Equal("token-1", (await _tokens.Gke("fleet@project.iam.gserviceaccount.com").FetchAsync(default)).Value);
        Assert.Equal("/computeMetadata/v1/instance/service-accounts/fleet@project.iam.gserviceaccount.com/token", _service.Requests.Single().Path);

        _service.Instead = http => http.Response.WriteAsync("""{"access_token":"forged","expires_in":60}""");
        var error = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => _tokens.Gke().FetchAsync(default).AsTask());
        Assert.Contains("not the metadata server", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>secret detail</Message></Error></ErrorResponse>", false, "403 AccessDenied")]
    [InlineData(400, "<Code>two words</Code>", false, "answered 400")]
    [InlineData(503, "<html>secret detail</html>", true, "answered 503")]
    [InlineData(200, "secret detail", false, "no credentials")]
    [InlineData(200, """<!DOCTYPE a [<!ENTITY b "secret detail">]><a>&b;</a>""", false, "no credentials")]
    public async Task Eks_failure_names_the_source_and_quotes_nothing_but_the_code(int status, string body, bool isTransient, string expected)
    {
        _service.Instead = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        };

        var error = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => _tokens.Eks("prod", "eu-central-1").FetchAsync(default).AsTask());

        Assert.StartsWith($"EKS (cluster prod, region eu-central-1, role {Role}): ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("projected", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(isTransient, error.IsTransient);
    }

    [Fact]
    public async Task Aks_failure_gives_the_code_of_the_provider()
    {
        _service.Instead = http =>
        {
            http.Response.StatusCode = 401;
            return http.Response.WriteAsync("""{"error":"invalid_client","error_description":"AADSTS700213: secret detail"}""");
        };

        var error = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => _tokens.Aks().FetchAsync(default).AsTask());

        Assert.EndsWith("answered 401 invalid_client", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_token_file_is_named()
    {
        File.Delete(Path.Combine(_folder, "token"));

        var error = await Assert.ThrowsAsync<CredentialsUnavailableException>(() => _tokens.Aks().FetchAsync(default).AsTask());

        Assert.Contains(Path.Combine(_folder, "token"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prod/../x", "eu-central-1", Role, "eks.cluster")]
    [InlineData("prod", "evil.example/", Role, "eks.region")]
    [InlineData("prod", "", Role, "eks.region")]
    [InlineData("prod", "eu-central-1", "fleet", "eks.roleArn")]
    public void Eks_parts_that_are_malformed_are_named(string cluster, string region, string role, string field) =>
        Assert.StartsWith(field, Assert.Throws<KubeconfigException>(() => _tokens.Eks(cluster, region, role)).Message, StringComparison.Ordinal);

    [Fact]
    public void Aks_and_gke_parts_that_are_malformed_are_named()
    {
        Assert.StartsWith("aks.tenantId", Assert.Throws<KubeconfigException>(() => _tokens.Aks("../common")).Message, StringComparison.Ordinal);
        Assert.StartsWith("gke.serviceAccount", Assert.Throws<KubeconfigException>(() => _tokens.Gke("../token")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://ABC123.gr7.eu-central-1.eks.amazonaws.com", true)]
    [InlineData("https://eks.amazonaws.com.evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://abc.gr7.eu-central-1.eks.amazonaws.com", false)]
    public void Eks_tokens_go_to_servers_of_eks_only(string server, bool trusted) => Assert.Equal(trusted, _tokens.Eks("prod", "eu-central-1").Trusts(new(server)));

    [Fact]
    public async Task A_connection_to_a_server_that_is_not_the_providers_is_refused_before_anything_is_sent()
    {
        var options = new ClusterConnectionOptions { Endpoint = new() { Name = "prod", Server = "https://evil.example", Tokens = _tokens.Gke() } };

        var error = await Assert.ThrowsAsync<KubeconfigException>(() => ClusterConnection.CreateAsync(options, _time));

        Assert.Contains("evil.example", error.Message, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task A_connection_sends_the_token_to_a_server_an_administrator_trusts()
    {
        await using var server = new ScriptedServer(exchange => exchange.JsonAsync($$"""{"seen":"{{exchange.Headers["Authorization"]}}"}"""));
        using var tokens = new ManagedClusterTokens(new() { GoogleMetadataServer = _service.Url, TrustedHosts = ["127.0.0.1"] }, _time);
        await using var connection = await ClusterConnection.CreateAsync(new() { Endpoint = new() { Name = "prod", Server = server.Url, Tokens = tokens.Gke() } }, _time);

        var answer = await new KubernetesApiClient(connection).GetRawAsync("version");

        Assert.Equal("Bearer token-1", answer["seen"].AsString());
    }

    [Fact]
    public void Options_read_the_variables_of_the_providers()
    {
        var variables = new Dictionary<string, string> { ["AWS_ROLE_ARN"] = Role, ["AZURE_AUTHORITY_HOST"] = "https://login.example", ["GCE_METADATA_HOST"] = "169.254.169.254" };

        var options = ManagedTokenOptions.From(name => variables.GetValueOrDefault(name));

        Assert.Equal((Role, "https://login.example/", "http://169.254.169.254/"), (options.AwsRoleArn, options.AzureAuthority.ToString(), options.GoogleMetadataServer.ToString()));
        variables["AZURE_AUTHORITY_HOST"] = "login";
        Assert.Throws<ArgumentException>(() => ManagedTokenOptions.From(name => variables.GetValueOrDefault(name)));
    }
}
