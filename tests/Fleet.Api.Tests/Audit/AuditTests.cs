using Fleet.Api.Tests.Identity;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;

namespace Fleet.Api.Tests.Audit;

/// <summary>What is on record of who did what, and who may read it.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private IdentityFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await IdentityFleet.StartAsync();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Write_is_recorded_with_who_what_before_and_after()
    {
        await _fleet.CreateAsync("projects", "pay", """{"description":"old"}""");
        var answer = await _fleet.SendAsync(
            "PATCH", "/apis/fleetengine.io/v1alpha1/projects/pay", """{"spec":{"description":"new"}}""", headers: [("x-address", "203.0.113.7"), ("User-Agent", "kubectl/v1.36")]);
        Assert.Equal(200, answer.Status);
        await _fleet.SendAsync("DELETE", "/apis/fleetengine.io/v1alpha1/projects/pay");
        var entries = await EntriesAsync();
        Assert.Equal(["create", "patch", "delete"], entries.Select(entry => entry["verb"u8].AsString()));
        var patch = entries[1];
        Assert.Equal("fleet:admin", patch["user"u8].AsString());
        Assert.Contains("system:masters", patch["groups"u8].ToString());
        Assert.Equal("203.0.113.7", patch["sourceAddress"u8].AsString());
        Assert.Equal("kubectl/v1.36", patch["userAgent"u8].AsString());
        Assert.Equal("projects.fleetengine.io", patch["resource"u8].AsString());
        Assert.Equal("pay", patch["name"u8].AsString());
        Assert.Equal("old", patch["before"u8]["spec"u8]["description"u8].AsString());
        Assert.Equal("new", patch["after"u8]["spec"u8]["description"u8].AsString());
        Assert.False(string.IsNullOrEmpty(patch["requestId"u8].AsString()));
        Assert.Equal("2026-11-25T02:00:00.000000Z", patch["time"u8].AsString());
    }

    [Fact]
    public async Task Write_and_its_entry_are_one_commit()
    {
        await _fleet.CreateAsync("projects", "pay", "{}");
        var change = (await _fleet.Store.ReadLogAsync(LogStream.Changes, 0, 100, default)).Single(entry => entry.Key.Object.Name == "pay");
        var happened = (await _fleet.Store.ReadLogAsync(LogStream.Events, change.Position, 1, default)).Single();
        var audit = (await _fleet.Store.ReadLogAsync(LogStream.Audit, change.Position, 1, default)).Single();
        Assert.Equal((change.Position + 1, change.Position + 2), (happened.Position, audit.Position));
    }

    [Fact]
    public async Task Dry_runs_and_refused_writes_are_no_writes()
    {
        await _fleet.SendAsync("POST", "/apis/fleetengine.io/v1alpha1/projects?dryRun=All", IdentityFleet.Json("projects", "pay", "{}"));
        await _fleet.SendAsync("POST", "/apis/fleetengine.io/v1alpha1/projects", IdentityFleet.Json("projects", "Not a name", "{}"));
        Assert.Empty(await EntriesAsync());
    }

    [Fact]
    public async Task Credentials_are_in_no_entry()
    {
        const string Kubeconfig = """{\"apiVersion\":\"v1\",\"kind\":\"Config\",\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"cluster\":\"c\",\"user\":\"u\"}}],\"clusters\":[{\"name\":\"c\",\"cluster\":{\"server\":\"https://c.example\"}}],\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"top-secret\"}}]}""";
        await _fleet.CreateAsync("clusters", "east", $$$"""{"credentials":{"kubeconfig":"{{{Kubeconfig}}}"}}""");
        var entry = Assert.Single(await EntriesAsync());
        Assert.StartsWith("sha256:", entry["after"u8]["spec"u8]["credentials"u8]["secretRef"u8].AsString(), StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", entry.ToString());
        Assert.DoesNotContain("https://c.example", entry.ToString());
    }

    [Fact]
    public async Task Large_object_is_left_out_with_a_mark()
    {
        var annotation = new string('x', 100_000);
        var answer = await _fleet.SendAsync(
            "POST", "/apis/fleetengine.io/v1alpha1/projects", $$$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Project","metadata":{"name":"pay","annotations":{"a":"{{{annotation}}}"}},"spec":{}}""");
        Assert.Equal(201, answer.Status);
        var entry = Assert.Single(await EntriesAsync());
        Assert.InRange(entry["after"u8]["omittedBytes"u8].AsInt64() ?? 0, 100_000, 200_000);
    }

    [Fact]
    public async Task Denials_are_recorded_and_a_flood_of_them_is_counted()
    {
        for (var i = 0; i < 50; i++)
        {
            await _fleet.SendAsync("DELETE", "/apis/fleetengine.io/v1alpha1/projects/pay", token: i % 2 == 0 ? "guess" : null, headers: ("x-address", "127.0.0.2"));
        }

        var entries = await EntriesAsync();
        Assert.Equal(20, entries.Count);
        Assert.All(entries, entry => Assert.Equal("denied", entry["outcome"u8].AsString()));
        Assert.Equal((401, 403), (entries[0]["code"u8].AsInt64(), entries[1]["code"u8].AsInt64()));
        Assert.Equal("fleet:loopback", entries[1]["user"u8].AsString());
        Assert.Equal("/apis/fleetengine.io/v1alpha1/projects/pay", entries[1]["path"u8].AsString());
        ((Microsoft.Extensions.Time.Testing.FakeTimeProvider)_fleet.Services.GetService(typeof(TimeProvider))!).Advance(TimeSpan.FromSeconds(1));
        await _fleet.SendAsync("GET", "/audit", token: "guess");
        Assert.Equal(30, (await EntriesAsync())[^1]["unrecorded"u8].AsInt64());
    }

    [Fact]
    public async Task Impersonated_write_is_the_callers()
    {
        await _fleet.SendAsync("POST", "/apis/fleetengine.io/v1alpha1/projects", IdentityFleet.Json("projects", "pay", "{}"), headers: ("Impersonate-User", "jane"));
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("fleet:admin", "denied"), (entry["user"u8].AsString(), entry["outcome"u8].AsString()));
        Assert.Equal("""{"name":"jane","groups":["system:authenticated"]}""", entry["impersonatedUser"u8].ToString());
    }

    [Fact]
    public async Task Write_for_another_is_recorded_with_the_rights_it_was_made_with()
    {
        var answer = await _fleet.SendAsync(
            "POST", "/apis/fleetengine.io/v1alpha1/projects", IdentityFleet.Json("projects", "pay", "{}"),
            headers: [("Impersonate-User", "jane"), ("Impersonate-Group", "system:masters"), ("Impersonate-Uid", "u-1")]);
        Assert.Equal(201, answer.Status);
        var entry = Assert.Single(await EntriesAsync());
        Assert.Equal(("fleet:admin", "written"), (entry["user"u8].AsString(), entry["outcome"u8].AsString()));
        Assert.Equal("""{"name":"jane","groups":["system:masters","system:authenticated"],"uid":"u-1"}""", entry["impersonatedUser"u8].ToString());
    }

    [Fact]
    public async Task Refused_impersonation_is_recorded_as_it_was_asked_for()
    {
        var joe = await _fleet.GrantAsync("joe", "operator");
        await _fleet.SendAsync(
            "GET", "/apis/fleetengine.io/v1alpha1/projects", token: joe, headers: [("Impersonate-User", new string('x', 600)), ("Impersonate-Group", "system:masters")]);
        var entry = (await EntriesAsync())[^1];
        Assert.Equal(("joe", "denied"), (entry["user"u8].AsString(), entry["outcome"u8].AsString()));
        Assert.Equal($$"""{"name":"{{new string('x', 512)}}…","groups":["system:masters"]}""", entry["impersonatedUser"u8].ToString());
    }

    [Fact]
    public async Task Entry_of_who_acts_for_nobody_else_names_nobody_else()
    {
        await _fleet.CreateAsync("projects", "pay", "{}");
        Assert.False(Assert.Single(await EntriesAsync())["impersonatedUser"u8].Exists);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("operator")]
    [InlineData("approver")]
    public async Task Only_administrators_read_it(string role)
    {
        var jane = await _fleet.GrantAsync("jane", role);
        Assert.Equal(403, (await _fleet.SendAsync("GET", "/audit", token: jane)).Status);
        Assert.Equal(200, (await _fleet.SendAsync("GET", "/audit", token: await _fleet.GrantAsync("joe", "admin"))).Status);
    }

    [Theory]
    [InlineData("/audit?since=x", 400)]
    [InlineData("/audit?limit=0", 400)]
    [InlineData("/audit?follow=maybe", 400)]
    [InlineData("/audit?since=999999", 410)]
    public async Task Bad_request_is_refused(string path, int status) => Assert.Equal(status, (await _fleet.SendAsync("GET", path)).Status);

    [Fact]
    public async Task Follower_is_sent_entries_until_its_right_is_gone()
    {
        var joe = await _fleet.GrantAsync("joe", "admin");
        using var request = new HttpRequestMessage(HttpMethod.Get, "audit?follow=true");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {joe}");
        using var response = await _fleet.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        Assert.Equal("accesstokens.fleetengine.io", await ResourceAsync(reader));
        Assert.Equal("accessgrants.fleetengine.io", await ResourceAsync(reader));
        await _fleet.CreateAsync("projects", "pay", "{}");
        Assert.Equal("projects.fleetengine.io", await ResourceAsync(reader));
        await _fleet.SendAsync("DELETE", "/apis/fleetengine.io/v1alpha1/accessgrants/joe");
        await _fleet.Cache.CatchUpAsync(default);
        await _fleet.CreateAsync("projects", "shop", "{}");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            Assert.DoesNotContain("shop", line);
        }
    }

    private static async Task<string?> ResourceAsync(StreamReader reader)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return Document.Parse((await reader.ReadLineAsync(patience.Token))!)["resource"u8].AsString();
    }

    private async Task<List<DocumentValue>> EntriesAsync() => [.. (await _fleet.SendAsync("GET", "/audit?limit=1000")).Body["items"u8].Items.ToList()];
}
