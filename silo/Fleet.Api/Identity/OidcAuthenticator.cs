using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Fleet.Kubernetes.Api.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Fleet.Api.Identity;

/// <summary>ID tokens of OIDC issuers. Which issuer checks a token, the token says; that it may, the configuration.</summary>
public sealed class OidcAuthenticator : ITokenAuthenticator, IDisposable
{
    private const int MaxTokenLength = 16 * 1024;
    private const int MaxAnswerBytes = 1 << 20;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, OidcIssuer> _issuers;

    public OidcAuthenticator(IEnumerable<OidcIssuerOptions> issuers, TimeProvider time, ILogger<OidcAuthenticator> log) =>
        _issuers = issuers.ToDictionary(options => options.Issuer, options => new OidcIssuer(options, CreateHttp(options), time, log), StringComparer.Ordinal);

    public async ValueTask<UserInfo?> FindAsync(string token, CancellationToken cancellationToken) =>
        Read(token) is { } parsed && _issuers.TryGetValue(parsed.Issuer, out var issuer) ? await issuer.FindAsync(parsed, cancellationToken).ConfigureAwait(false) : null;

    public void Dispose()
    {
        foreach (var issuer in _issuers.Values)
        {
            issuer.Dispose();
        }
    }

    private static JsonWebToken? Read(string token)
    {
        if (token.Length > MaxTokenLength || token.Count(c => c == '.') != 2)
        {
            return null;
        }

        try
        {
            return new JsonWebToken(token);
        }
        catch (ArgumentException)
        {
            // No token of this kind; the error would quote it.
            return null;
        }
    }

    private static HttpClient CreateHttp(OidcIssuerOptions options)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        if (options.AuthorityFile is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return new HttpClient(handler) { Timeout = AnswerTimeout, MaxResponseContentBufferSize = MaxAnswerBytes };
    }
}
