using System.Text;
using System.Text.Json;
using Fleet.Api.Identity;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Fleet.Api.Tests.Identity;

/// <summary>ID tokens of issuers: whom they name, and which are refused.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = IdentityFleet.NewTime();
    private readonly RecordedLog _log = new();
    private FakeIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = await FakeIssuer.StartAsync();

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Token_names_user_and_groups_with_their_prefixes()
    {
        using var oidc = Create();
        var user = await oidc.FindAsync(Token(new() { ["sub"] = "jane", ["groups"] = new[] { "team", "ops" } }), default);
        Assert.Equal($"{_issuer.Url}#jane", user!.Name);
        Assert.Equal(["oidc:team", "oidc:ops"], user.Groups);
        Assert.Equal(["oidc:team"], (await oidc.FindAsync(Token(new() { ["sub"] = "jane", ["groups"] = "team" }), default))!.Groups);
        Assert.Empty((await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default))!.Groups);
    }

    [Theory]
    [InlineData("""{"email":"jane@example.org","email_verified":true}""", "jane@example.org")]
    [InlineData("""{"email":"jane@example.org"}""", "jane@example.org")]
    [InlineData("""{"email":"jane@example.org","email_verified":false}""", null)]
    [InlineData("""{"email":"jane@example.org","email_verified":"true"}""", null)]
    [InlineData("""{"email":""}""", null)]
    [InlineData("""{"email":["jane@example.org"]}""", null)]
    [InlineData("""{"sub":"jane"}""", null)]
    [InlineData("""{"email":"system:admin"}""", null)]
    public async Task Email_must_be_verified_and_no_name_of_the_servers(string claims, string? name)
    {
        using var oidc = Create(options => options with { UsernameClaim = "email" });
        Assert.Equal(name, (await oidc.FindAsync(Token(JsonSerializer.Deserialize<Dictionary<string, object>>(claims)!), default))?.Name);
    }

    [Fact]
    public async Task Issuer_without_prefixes_cannot_make_administrators()
    {
        using var oidc = Create(options => options with { UsernamePrefix = "-", GroupsPrefix = "" });
        var user = await oidc.FindAsync(Token(new() { ["sub"] = "jane", ["groups"] = new[] { "system:masters", "fleetengine.io:loopback", "team" } }), default);
        Assert.Equal("jane", user!.Name);
        Assert.Equal(["team"], user.Groups);
        Assert.Null(await oidc.FindAsync(Token(new() { ["sub"] = "system:apiserver" }), default));
    }

    [Fact]
    public async Task Token_without_a_signature_of_the_issuer_is_refused()
    {
        using var oidc = Create();
        var claims = new Dictionary<string, object> { ["sub"] = "jane" };
        using var other = System.Security.Cryptography.RSA.Create(2048);
        var publicKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(_issuer.Key.Rsa.ExportSubjectPublicKeyInfoPem())) { KeyId = "first" };
        var good = Token(claims);
        Assert.NotNull(await oidc.FindAsync(good, default));
        Assert.Null(await oidc.FindAsync(_issuer.Token(_time.GetUtcNow(), claims, publicKey, "HS256"), default));
        Assert.Null(await oidc.FindAsync(_issuer.Token(_time.GetUtcNow(), claims, new RsaSecurityKey(other) { KeyId = "first" }), default));
        Assert.Null(await oidc.FindAsync(Unsigned(good), default));
        Assert.Null(await oidc.FindAsync(good[..^8], default));
        Assert.Null(await oidc.FindAsync(good[..good.LastIndexOf('.')] + ".", default));
        foreach (var malformed in (string[])["", ".", "..", "a.b.c", "a.b.c.d.e", new string('x', 100_000), "é.é.é"])
        {
            Assert.Null(await oidc.FindAsync(malformed, default));
        }

        Assert.DoesNotContain(_log.Lines, line => line.Contains(good.Split('.')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_of_another_issuer_or_for_another_audience_is_refused()
    {
        await using var other = await FakeIssuer.StartAsync();
        using var oidc = Create();
        Assert.Null(await oidc.FindAsync(other.Token(_time.GetUtcNow(), new() { ["sub"] = "jane" }), default));
        using var narrow = Create(options => options with { Audience = "another" });
        Assert.Null(await narrow.FindAsync(Token(new() { ["sub"] = "jane" }), default));
        Assert.Equal(0, other.Fetches);
    }

    [Fact]
    public async Task Issuers_beside_each_other_vouch_for_their_own()
    {
        await using var other = await FakeIssuer.StartAsync();
        using var oidc = new OidcAuthenticator([Options(_issuer), Options(other)], _time, _log.ToLogger());
        Assert.StartsWith(_issuer.Url, (await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default))!.Name, StringComparison.Ordinal);
        Assert.StartsWith(other.Url, (await oidc.FindAsync(other.Token(_time.GetUtcNow(), new() { ["sub"] = "jane" }), default))!.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ends_at_its_time_give_or_take_the_skew()
    {
        using var oidc = Create();
        var token = Token(new() { ["sub"] = "jane", ["nbf"] = _time.GetUtcNow().AddSeconds(50).ToUnixTimeSeconds() });
        var early = Token(new() { ["sub"] = "jane", ["nbf"] = _time.GetUtcNow().AddSeconds(70).ToUnixTimeSeconds() });
        Assert.NotNull(await oidc.FindAsync(token, default));
        Assert.Null(await oidc.FindAsync(early, default));
        _time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(59));
        Assert.NotNull(await oidc.FindAsync(token, default));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await oidc.FindAsync(token, default));
    }

    [Fact]
    public async Task Rotated_keys_are_fetched_once_and_old_ones_refused()
    {
        using var oidc = Create();
        var old = Token(new() { ["sub"] = "jane" });
        Assert.NotNull(await oidc.FindAsync(old, default));
        _issuer.Rotate();
        Assert.NotNull(await oidc.FindAsync(old, default));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.NotNull(await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default));
        Assert.Null(await oidc.FindAsync(old, default));
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await oidc.FindAsync(_issuer.Token(_time.GetUtcNow(), new() { ["sub"] = "jane" }, new RsaSecurityKey(System.Security.Cryptography.RSA.Create(2048)) { KeyId = $"made-up-{i}" }), default));
        }

        Assert.Equal(2, _issuer.Fetches);
    }

    [Fact]
    public async Task Issuer_that_is_away_is_asked_again_and_known_keys_stay_good()
    {
        using var oidc = Create();
        _issuer.IsAway = true;
        Assert.Null(await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default));
        _issuer.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull(await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default));
        _issuer.IsAway = true;
        _time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default));
    }

    [Fact]
    public async Task Issuer_that_calls_itself_otherwise_is_not_believed()
    {
        _issuer.Alias = "https://other.example";
        using var oidc = Create();
        Assert.Null(await oidc.FindAsync(Token(new() { ["sub"] = "jane" }), default));
    }

    [Fact]
    public async Task Token_of_an_issuer_is_let_in_and_given_its_grants()
    {
        await using var fleet = await IdentityFleet.StartAsync(new FleetIdentityOptions { Oidc = [Options(_issuer)] }, _time);
        await fleet.CreateAsync("accessgrants", "team", """{"role":"viewer","subjects":[{"kind":"Group","name":"oidc:team"}]}""");
        Assert.Equal(200, await fleet.StatusAsync("GET", "clusters", Token(new() { ["sub"] = "jane", ["groups"] = new[] { "team" } })));
        Assert.Equal(403, await fleet.StatusAsync("GET", "clusters", Token(new() { ["sub"] = "jane" })));
        Assert.Equal(401, await fleet.StatusAsync("GET", "clusters", Unsigned(Token(new() { ["sub"] = "jane", ["groups"] = new[] { "team" } }))));
    }

    [Theory]
    [InlineData("http://issuer.example", "fleet", "sub")]
    [InlineData("not a url", "fleet", "sub")]
    [InlineData("https://issuer.example", "", "sub")]
    [InlineData("https://issuer.example", "fleet", "")]
    public void Options_that_cannot_be_used_are_refused(string issuer, string audience, string claim) =>
        Assert.Throws<ArgumentException>(new OidcIssuerOptions { Issuer = issuer, Audience = audience, UsernameClaim = claim }.Validate);

    private static OidcIssuerOptions Options(FakeIssuer issuer) => new() { Issuer = issuer.Url, Audience = "fleet", AllowHttpOnLoopback = true };

    /// <summary>The same claims under <c>alg: none</c>.</summary>
    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.";

    private OidcAuthenticator Create(Func<OidcIssuerOptions, OidcIssuerOptions>? change = null) =>
        new([change?.Invoke(Options(_issuer)) ?? Options(_issuer)], _time, _log.ToLogger());

    private string Token(Dictionary<string, object> claims) => _issuer.Token(_time.GetUtcNow(), claims);
}
