using System.Security.Cryptography.X509Certificates;
using Fleet.Api.Identity;
using Fleet.Kubernetes.Api.Tls;
using Microsoft.Extensions.Time.Testing;

namespace Fleet.Api.Tests.Identity;

/// <summary>Who is let in, as whom, and who is told to show who they are.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = IdentityFleet.NewTime();
    private IdentityFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await IdentityFleet.StartAsync(new FleetIdentityOptions { MaxFailuresAMinute = 5 }, _time);

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Theory]
    [InlineData("", "", 200)]
    [InlineData("Host", "localhost:8080", 200)]
    [InlineData("Host", "127.0.0.1:8080", 200)]
    [InlineData("Host", "[::1]:8080", 200)]
    [InlineData("Host", "evil.example", 401)]
    [InlineData("Host", "127.0.0.1.evil.example", 401)]
    [InlineData("Sec-Fetch-Site", "cross-site", 401)]
    [InlineData("Sec-Fetch-Site", "same-site", 401)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Origin", "https://evil.example", 401)]
    [InlineData("Origin", "null", 401)]
    [InlineData("Origin", "http://localhost:8080", 200)]
    [InlineData("X-Forwarded-For", "203.0.113.7", 401)]
    [InlineData("Forwarded", "for=203.0.113.7", 401)]
    [InlineData("x-address", "203.0.113.7", 401)]
    [InlineData("x-address", "::ffff:127.0.0.1", 200)]
    [InlineData("Authorization", "Basic YWRtaW46YWRtaW4=", 401)]
    public async Task Request_without_credentials_reads_only_from_this_machine_and_no_foreign_site(string header, string value, int status)
    {
        var headers = header.Length == 0 ? Array.Empty<(string, string)>() : [(header, value)];
        Assert.Equal(status, await _fleet.StatusAsync("GET", "clusters", null, headers: headers));
    }

    [Fact]
    public async Task Request_without_credentials_may_not_write()
    {
        Assert.Equal(403, await _fleet.StatusAsync("POST", "clusters", null, IdentityFleet.Json("clusters", "east", """{"credentials":{"inCluster":true}}""")));
        Assert.Equal(403, await _fleet.StatusAsync("GET", "accesstokens", null));
        Assert.Equal(403, (await _fleet.SendAsync("GET", "/audit", token: null)).Status);
    }

    [Fact]
    public async Task Beyond_loopback_nobody_is_anonymous()
    {
        await using var fleet = await IdentityFleet.StartAsync(isLoopback: false);
        Assert.Equal(401, await fleet.StatusAsync("GET", "clusters", null));
        Assert.Equal(200, await fleet.StatusAsync("GET", "clusters", IdentityFleet.AdminToken));
    }

    [Fact]
    public async Task Token_object_lets_in_until_it_expires_or_goes()
    {
        var end = _time.GetUtcNow().AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        await _fleet.CreateAsync("accesstokens", "jane", $$"""{"tokenHash":"{{IdentityFleet.HashOf("jane-token")}}","user":"jane","groups":["team"],"expiresAt":"{{end}}"}""");
        await _fleet.CreateAsync("accesstokens", "joe", $$"""{"tokenHash":"{{IdentityFleet.HashOf("joe-token")}}","user":"joe"}""");
        var who = await WhoAsync("jane-token");
        Assert.Equal("jane", who["username"u8].AsString());
        Assert.Equal("""["team","system:authenticated"]""", who["groups"u8].ToString());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", "jane-token"));

        Assert.Equal(403, await _fleet.StatusAsync("GET", "accesstokens", "joe-token"));
        Assert.Equal(200, await _fleet.StatusAsync("DELETE", "accesstokens/joe", IdentityFleet.AdminToken));
        await _fleet.Cache.CatchUpAsync(default);
        Assert.Equal(401, await _fleet.StatusAsync("GET", "accesstokens", "joe-token"));
    }

    [Theory]
    [InlineData("""{"tokenHash":"HASH","user":"system:admin"}""")]
    [InlineData("""{"tokenHash":"HASH","user":"fleet:admin"}""")]
    [InlineData("""{"tokenHash":"HASH","user":"jane","groups":["system:masters"]}""")]
    [InlineData("""{"tokenHash":"HASH","user":"jane","groups":["team","fleetengine.io:loopback"]}""")]
    public async Task Token_object_of_the_servers_own_names_is_refused(string spec) => Assert.Equal(
        422, await _fleet.StatusAsync("POST", "accesstokens", IdentityFleet.AdminToken, IdentityFleet.Json("accesstokens", "x", spec.Replace("HASH", IdentityFleet.HashOf("t")))));

    [Fact]
    public async Task Certificate_of_our_authority_is_its_common_name()
    {
        using var jane = _fleet.Authority.IssueClient("jane", "team");
        using var other = new CertificateAuthority(TimeProvider.System, "test-ca");
        using var forged = other.IssueClient("jane", "system:masters");
        using var server = _fleet.Authority.IssueServer("jane");
        Assert.Equal("jane", (await WhoAsync(null, Certificate(jane)))["username"u8].AsString());
        Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", null, headers: [Certificate(forged), ("x-address", "203.0.113.7")]));
        Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", null, headers: [Certificate(server), ("x-address", "203.0.113.7")]));
    }

    [Fact]
    public async Task Bad_credentials_are_slowed_down_by_address_and_lock_nobody_else_out()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", $"guess-{i}", headers: ("x-address", "203.0.113.7")));
        }

        var answer = await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/clusters", token: "guess", headers: ("x-address", "203.0.113.7"));
        Assert.Equal(429, answer.Status);
        Assert.Equal("60", answer.RetryAfter);
        Assert.Equal(200, await _fleet.StatusAsync("GET", "clusters", IdentityFleet.AdminToken, headers: ("x-address", "203.0.113.7")));
        Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", "guess", headers: ("x-address", "203.0.113.8")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(401, await _fleet.StatusAsync("GET", "clusters", "guess", headers: ("x-address", "203.0.113.7")));
    }

    [Fact]
    public async Task Impersonation_is_for_administrators_and_shows_what_the_other_sees()
    {
        var jane = await _fleet.GrantAsync("jane", "operator", """{"clusters":["east"]}""");
        await _fleet.CreateAsync("clusters", "east", """{"credentials":{"inCluster":true}}""");
        await _fleet.CreateAsync("clusters", "west", """{"credentials":{"inCluster":true}}""");
        var seen = await _fleet.SendAsync("GET", "/apis/fleetengine.io/v1alpha1/clusters", headers: ("Impersonate-User", "jane"));
        Assert.Equal(["east"], IdentityFleet.Names(seen.Body));
        Assert.Equal(403, await _fleet.StatusAsync("GET", "clusters", jane, headers: ("Impersonate-User", "joe")));
        Assert.Equal(403, await _fleet.StatusAsync("GET", "clusters", jane, headers: [("Impersonate-User", "jane"), ("Impersonate-Group", "system:masters")]));
    }

    [Fact]
    public async Task Tokens_are_in_no_log_and_no_answer()
    {
        await _fleet.GrantAsync("jane", "viewer");
        var answers = new List<string>();
        foreach (var token in (string[])[IdentityFleet.AdminToken, "token-of-jane", "secret-guess", "secret.guess.jwt", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJzZWNyZXQifQ.secret"])
        {
            foreach (var path in (string[])["/apis/fleetengine.io/v1alpha1/accesstokens", "/apis/fleetengine.io/v1alpha1/clusters/x", "/audit", "/events?since=x", "/nowhere"])
            {
                answers.Add((await _fleet.SendAsync("GET", path, token: token)).Text);
            }
        }

        foreach (var secret in (string[])[IdentityFleet.AdminToken, "token-of-jane", "secret-guess", "secret.guess.jwt", "eyJhbGciOiJub25lIn0"])
        {
            Assert.DoesNotContain(answers, text => text.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(_fleet.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }
    }

    private static (string Name, string Value) Certificate(X509Certificate2 certificate) => ("x-certificate", Convert.ToBase64String(certificate.RawData));

    private async Task<Kubernetes.Documents.DocumentValue> WhoAsync(string? token, params (string Name, string Value)[] headers)
    {
        var answer = await _fleet.SendAsync(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", """{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""", token, headers);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Body["status"u8]["userInfo"u8];
    }
}
