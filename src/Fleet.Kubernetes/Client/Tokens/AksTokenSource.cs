using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>AKS by workload identity: the pod's federated token is exchanged at Entra for a token of the API servers' application.</summary>
/// <remarks>Source: https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow (third case: federated credential).</remarks>
internal sealed partial class AksTokenSource : ITokenSource
{
    /// <summary>The application all AKS API servers with Entra integration are.</summary>
    public const string ServerApplication = "6dae42f8-4368-4678-94ff-3960e28e3630";

    private static readonly string[] ProviderHosts = [".azmk8s.io", ".azmk8s.us", ".azmk8s.cn"];

    private readonly string _client;
    private readonly string _server;
    private readonly Uri _endpoint;
    private readonly ManagedTokenOptions _options;
    private readonly TokenService _service;
    private readonly TimeProvider _time;

    public AksTokenSource(string tenant, string client, string server, ManagedTokenOptions options, TokenService service, TimeProvider time)
    {
        Check("aks.tenantId", tenant, "AZURE_TENANT_ID");
        Check("aks.clientId", client, "AZURE_CLIENT_ID");
        Check("aks.serverId", server, ServerApplication);
        if (options.AzureTokenFile.Length == 0)
        {
            throw new KubeconfigException("aks: AZURE_FEDERATED_TOKEN_FILE is not set; a pod with a workload identity has it.");
        }

        _client = client;
        _server = server;
        _endpoint = new Uri(options.AzureAuthority, $"{tenant}/oauth2/v2.0/token");
        _options = options;
        _service = service;
        _time = time;
        Name = $"AKS (tenant {tenant}, client {client})";
    }

    public string Name { get; }

    public bool Trusts(Uri server) => TrustedHosts.Contain(server, ProviderHosts, _options.TrustedHosts);

    public async ValueTask<ServiceToken> FetchAsync(CancellationToken cancellationToken)
    {
        var assertion = await TokenService.ReadTokenFileAsync(Name, _options.AzureTokenFile, cancellationToken).ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", _client),
                new("scope", $"{_server}/.default"),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                new("client_assertion", assertion),
            ]),
        };
        var now = _time.GetUtcNow();
        return OAuthToken.Read(Name, await _service.SendAsync(Name, request, OAuthToken.ErrorCode, cancellationToken).ConfigureAwait(false), now);
    }

    private static void Check(string field, string value, string otherwise)
    {
        if (!IdPattern().IsMatch(value))
        {
            throw new KubeconfigException($"{field} is \"{value}\"; a UUID is accepted, none for {otherwise}.");
        }
    }

    [GeneratedRegex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
    private static partial Regex IdPattern();
}
