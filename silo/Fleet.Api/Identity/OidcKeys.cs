using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Fleet.Api.Identity;

/// <summary>
/// The signing keys of one issuer, fetched when first needed and again when they are old or a token names one that is not among them. An issuer that does not
/// answer is asked again after a while; until then the keys last seen are good. Thread safe.
/// </summary>
internal sealed partial class OidcKeys(OidcIssuerOptions issuer, HttpClient http, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>A key an issuer withdraws is refused after this long at most.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Tokens with made-up keys must not make us flood the issuer.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _fetching = new(1, 1);
    private volatile Fetched? _fetched;
    private DateTimeOffset _tried = DateTimeOffset.MinValue;

    /// <summary>The keys; none when they could never be fetched.</summary>
    /// <param name="keyId">The key a token names; it is looked for anew when it is not known.</param>
    public async ValueTask<IReadOnlyList<SecurityKey>> GetAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_fetched is { } known && IsGood(known, keyId))
        {
            return known.Keys;
        }

        await _fetching.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            if ((_fetched is null || !IsGood(_fetched, keyId)) && now - _tried >= MinInterval)
            {
                _tried = now;
                _fetched = await FetchAsync(now, cancellationToken).ConfigureAwait(false) ?? _fetched;
            }

            return _fetched?.Keys ?? [];
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose() => _fetching.Dispose();

    private bool IsGood(Fetched fetched, string keyId) =>
        time.GetUtcNow() - fetched.At < MaxAge && (keyId.Length == 0 || fetched.Keys.Any(key => key.KeyId == keyId));

    private async Task<Fetched?> FetchAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var documents = new HttpDocumentRetriever(http) { RequireHttps = !issuer.AllowHttpOnLoopback };
            var address = issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancellationToken).ConfigureAwait(false);
            if (configuration.Issuer != issuer.Issuer)
            {
                LogWrongIssuer(issuer.Issuer, configuration.Issuer);
                return null;
            }

            return new Fetched([.. configuration.SigningKeys], now);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or ArgumentException or HttpRequestException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotFetched(issuer.Issuer, error.InnerException?.Message ?? error.Message);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys of the OIDC issuer {Issuer} cannot be fetched: {Reason}")]
    private partial void LogNotFetched(string issuer, string reason);

    [LoggerMessage(LogLevel.Error, "The OIDC issuer {Issuer} calls itself {Other}: its tokens are refused")]
    private partial void LogWrongIssuer(string issuer, string other);

    private sealed record Fetched(IReadOnlyList<SecurityKey> Keys, DateTimeOffset At);
}
