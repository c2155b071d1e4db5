using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Fleet.Kubernetes.Client.Tokens;

/// <summary>GKE by workload identity: the metadata server of the node gives the access token of the pod's Google service account.</summary>
/// <remarks>
/// Source: https://cloud.google.com/compute/docs/metadata/overview. The classic endpoints are bare addresses that anybody could name: an administrator lists them
/// (<see cref="ManagedTokenOptions.TrustedHosts"/>), or the cluster is reached by its DNS endpoint.
/// </remarks>
internal sealed partial class GkeTokenSource : ITokenSource
{
    private const string FlavorHeader = "Metadata-Flavor";
    private const string Flavor = "Google";
    private static readonly string[] ProviderHosts = [".gke.goog"];

    private readonly Uri _endpoint;
    private readonly ManagedTokenOptions _options;
    private readonly TokenService _service;
    private readonly TimeProvider _time;

    public GkeTokenSource(string account, ManagedTokenOptions options, TokenService service, TimeProvider time)
    {
        if (!AccountPattern().IsMatch(account))
        {
            throw new KubeconfigException($"gke.serviceAccount is \"{account}\"; the e-mail address of a Google service account is accepted, none for the pod's own.");
        }

        _endpoint = new Uri(options.GoogleMetadataServer, $"computeMetadata/v1/instance/service-accounts/{account}/token");
        _options = options;
        _service = service;
        _time = time;
        Name = $"GKE (service account {account})";
    }

    public string Name { get; }

    public bool Trusts(Uri server) => TrustedHosts.Contain(server, ProviderHosts, _options.TrustedHosts);

    public async ValueTask<ServiceToken> FetchAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _endpoint);
        request.Headers.Add(FlavorHeader, Flavor);
        var now = _time.GetUtcNow();
        return OAuthToken.Read(Name, await _service.SendAsync(Name, request, OAuthToken.ErrorCode, cancellationToken, FromMetadataServer).ConfigureAwait(false), now);
    }

    /// <summary>Whatever else answers under that name is not the metadata server.</summary>
    private static string? FromMetadataServer(HttpResponseHeaders headers) =>
        headers.TryGetValues(FlavorHeader, out var values) && values.Contains(Flavor) ? null : $"does not answer with {FlavorHeader}: {Flavor}, so it is not the metadata server";

    [GeneratedRegex("^(default|[a-z][a-z0-9-]{0,61}@[a-z0-9.-]{1,128})$")]
    private static partial Regex AccountPattern();
}
