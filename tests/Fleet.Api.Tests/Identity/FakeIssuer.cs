using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fleet.Api.Tests.Identity;

/// <summary>An OIDC issuer on a port of this machine, whose keys can be rotated and which can go away.</summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    private FakeIssuer(IHost host) => _host = host;

    public string Url { get; private set; } = "";

    /// <summary>What it says its name is; null for the truth.</summary>
    public string? Alias { get; set; }

    public bool IsAway { get; set; }

    /// <summary>How often its keys were asked for.</summary>
    public int Fetches { get; private set; }

    /// <summary>The key it signs with and publishes.</summary>
    public RsaSecurityKey Key { get; private set; } = NewKey("first");

    public static async Task<FakeIssuer> StartAsync()
    {
        FakeIssuer issuer = null!;
        var host = await new HostBuilder()
            .ConfigureWebHost(web => web.UseKestrel().UseUrls("http://127.0.0.1:0").Configure(app => app.Run(http => issuer.AnswerAsync(http))))
            .StartAsync();
        issuer = new FakeIssuer(host);
        issuer.Url = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return issuer;
    }

    public void Rotate() => Key = NewKey("second");

    /// <summary>A token with these claims, signed by <paramref name="key"/> (its own by default).</summary>
    public string Token(DateTimeOffset now, Dictionary<string, object> claims, SecurityKey? key = null, string algorithm = "RS256") => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Url,
        Audience = "fleet",
        Expires = now.AddMinutes(10).UtcDateTime,
        Claims = claims,
        SigningCredentials = new SigningCredentials(key ?? Key, algorithm),
    });

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static RsaSecurityKey NewKey(string id) => new(RSA.Create(2048)) { KeyId = id };

    private async Task AnswerAsync(HttpContext http)
    {
        if (IsAway)
        {
            http.Response.StatusCode = 503;
        }
        else if (http.Request.Path == "/.well-known/openid-configuration")
        {
            await http.Response.WriteAsJsonAsync(new { issuer = Alias ?? Url, jwks_uri = Url + "/keys", authorization_endpoint = Url + "/auth" });
        }
        else
        {
            Fetches++;
            var parameters = Key.Rsa.ExportParameters(includePrivateParameters: false);
            var key = new { kty = "RSA", use = "sig", alg = "RS256", kid = Key.KeyId, n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
            await http.Response.WriteAsJsonAsync(new { keys = new[] { key } });
        }
    }
}
