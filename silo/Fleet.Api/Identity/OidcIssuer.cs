using Fleet.Kubernetes.Api.Authentication;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Access;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fleet.Api.Identity;

/// <summary>One OIDC issuer: verifies its ID tokens and reads who they are for.</summary>
/// <remarks>Source: kube-apiserver's --oidc-* flags; OpenID Connect Core 1.0 §3.1.3.7.</remarks>
internal sealed partial class OidcIssuer(OidcIssuerOptions options, HttpClient http, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Signatures whose key only the issuer has. Neither <c>none</c> nor HMAC: our copy of a key must not be able to sign.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly OidcKeys _keys = new(options, http, time, log);

    public string Name => options.Issuer;

    /// <summary>Whose token it is, or null.</summary>
    public async ValueTask<UserInfo?> FindAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return null;
        }

        var keys = await _keys.GetAsync(token.Kid ?? "", cancellationToken).ConfigureAwait(false);
        var result = await _handler.ValidateTokenAsync(token, Parameters(keys)).ConfigureAwait(false);
        if (!result.IsValid)
        {
            // The type alone: messages may quote what was sent.
            LogRefused(options.Issuer, result.Exception?.GetType().Name ?? "");
            return null;
        }

        return UserOf(Document.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload)).Root);
    }

    public void Dispose()
    {
        _keys.Dispose();
        http.Dispose();
    }

    private TokenValidationParameters Parameters(IReadOnlyList<SecurityKey> keys) => new()
    {
        ValidIssuer = options.Issuer,
        ValidAudience = options.Audience,
        ValidAlgorithms = Algorithms,
        IssuerSigningKeys = keys,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        LifetimeValidator = (notBefore, expires, _, _) => IsNow(notBefore, expires),
    };

    private bool IsNow(DateTime? notBefore, DateTime? expires)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now - options.ClockSkew < end && (notBefore is not { } start || start <= now + options.ClockSkew);
    }

    private UserInfo? UserOf(DocumentValue claims)
    {
        var claim = claims[options.UsernameClaim].AsString("");
        if (claim.Length == 0 || (options.UsernameClaim == "email" && IsUnverified(claims)))
        {
            return null;
        }

        var name = options.EffectiveUsernamePrefix + claim;
        return ReservedNames.IsUser(name)
            ? null
            : new UserInfo(name) { Groups = [.. GroupsOf(claims).Select(group => options.GroupsPrefix + group).Where(group => !ReservedNames.IsGroup(group))] };
    }

    /// <summary>As upstream: an issuer that does not speak of it vouches for its addresses.</summary>
    private static bool IsUnverified(DocumentValue claims) => claims["email_verified"u8] is { Exists: true } verified && verified.AsBoolean() != true;

    /// <summary>A text or a list of them; anything else is no group.</summary>
    private IEnumerable<string> GroupsOf(DocumentValue claims)
    {
        var value = options.GroupsClaim.Length == 0 ? default : claims[options.GroupsClaim];
        return value.AsString() is { Length: > 0 } group ? [group] : value.Items.ToList().Select(item => item.AsString("")).Where(name => name.Length > 0);
    }

    [LoggerMessage(LogLevel.Debug, "A token of {Issuer} was refused: {Reason}")]
    private partial void LogRefused(string issuer, string reason);
}
