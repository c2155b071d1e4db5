using System.Text.Json;
using Fleet.Api.Tests.Hosting;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Vault;

namespace Fleet.Api.Tests.Credentials;

public sealed class ClusterCredentialTests : IAsyncLifetime
{
    private const string Clusters = "/apis/fleetengine.io/v1alpha1/clusters";
    private const string Secret = "s3cr3t-t0k3n";
    private const string Apply = "application/apply-patch+yaml";

    private TestFleet _fleet = null!;

    public async Task InitializeAsync() => _fleet = await TestFleet.StartAsync();

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [Fact]
    public async Task Kubeconfig_is_sealed_and_its_text_is_nowhere_else()
    {
        var created = await ApplyAsync("east", Kubeconfig());
        Assert.Equal(201, created.Status);
        var reference = Reference(created);
        Assert.Matches("^sha256:[0-9a-f]{16}$", reference);
        Assert.Equal(Kubeconfig(), await _fleet.Vault.OpenAsync("east", reference!, default));

        await _fleet.SendAsync("PUT", $"{Clusters}/east", (await _fleet.SendAsync("GET", $"{Clusters}/east")).Text.Replace("observe", "manage", StringComparison.Ordinal));
        var seen = (await _fleet.LogAsync()).Append(created.Text).Append((await _fleet.SendAsync("GET", Clusters)).Text);
        Assert.All(seen, text => Assert.DoesNotContain(Secret, text));
    }

    [Fact]
    public async Task Applying_the_same_text_again_changes_nothing()
    {
        var first = await ApplyAsync("east", Kubeconfig());
        var again = await ApplyAsync("east", Kubeconfig());
        Assert.Equal(200, again.Status);
        Assert.Equal(Version(first), Version(again));
    }

    [Fact]
    public async Task Lost_credentials_are_sealed_anew_by_the_same_text()
    {
        var first = await ApplyAsync("east", Kubeconfig());
        await _fleet.Vault.ForgetAsync("east", null, default);
        await ApplyAsync("east", Kubeconfig());
        Assert.Equal(Kubeconfig(), await _fleet.Vault.OpenAsync("east", Reference(first)!, default));
    }

    [Fact]
    public async Task Dry_run_shows_the_reference_and_stores_nothing()
    {
        var answer = await ApplyAsync("east", Kubeconfig(), "&dryRun=All");
        Assert.NotNull(Reference(answer));
        Assert.DoesNotContain(Secret, answer.Text);
        Assert.Null(await _fleet.Vault.OpenAsync("east", Reference(answer)!, default));
        Assert.Equal(404, (await _fleet.SendAsync("GET", $"{Clusters}/east")).Status);
    }

    [Fact]
    public async Task Last_applied_annotation_loses_the_text()
    {
        var manifest = Manifest("east", Kubeconfig());
        var annotated = $$$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east","annotations":{"kubectl.kubernetes.io/last-applied-configuration":{{{JsonSerializer.Serialize(manifest)}}}}},"spec":{{{Spec(Kubeconfig())}}}}""";
        var created = await _fleet.SendAsync("POST", Clusters, annotated);
        Assert.Equal(201, created.Status);
        Assert.DoesNotContain(Secret, created.Text);
        Assert.Contains("last-applied-configuration", created.Text);
        Assert.All(await _fleet.LogAsync(), text => Assert.DoesNotContain(Secret, text));
    }

    [Fact]
    public async Task Other_text_replaces_the_sealed_one()
    {
        var first = Reference(await ApplyAsync("east", Kubeconfig()))!;
        var second = Reference(await ApplyAsync("east", Kubeconfig("other-token")))!;
        Assert.NotEqual(first, second);
        Assert.Null(await _fleet.Vault.OpenAsync("east", first, default));
        Assert.Equal(Kubeconfig("other-token"), await _fleet.Vault.OpenAsync("east", second, default));
    }

    [Fact]
    public async Task Another_source_replaces_the_reference_and_forgets_the_text()
    {
        var reference = Reference(await ApplyAsync("east", Kubeconfig()))!;
        var changed = await _fleet.SendAsync(
            "PATCH",
            $"{Clusters}/east?fieldManager=test",
            """{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east"},"spec":{"credentials":{"inCluster":true}}}""",
            Apply);
        Assert.Equal(200, changed.Status);
        Assert.Null(Reference(changed));
        Assert.Null(await _fleet.Vault.OpenAsync("east", reference, default));
    }

    [Fact]
    public async Task Credentials_of_a_deleted_cluster_go_when_its_grain_has_let_go()
    {
        var reference = Reference(await ApplyAsync("east", Kubeconfig()))!;
        await PatchFinalizersAsync("""["example.io/hold","fleetengine.io/cluster"]""");
        await _fleet.SendAsync("DELETE", $"{Clusters}/east");
        Assert.NotNull(await _fleet.Vault.OpenAsync("east", reference, default));
        await PatchFinalizersAsync("null");
        Assert.Equal(200, (await _fleet.SendAsync("GET", $"{Clusters}/east")).Status);
        Assert.NotNull(await _fleet.Vault.OpenAsync("east", reference, default));

        // As the grain does it; what others hold the object with is left to them.
        var record = (await _fleet.Store.GetAsync(new RecordKey(RecordKey.Declared, new(FleetKinds.Clusters.GroupResource, "", "east")), default))!;
        var node = record.Document.Root.ToNode();
        node["metadata"]!["finalizers"] = DocumentNode.Array([DocumentNode.String("example.io/hold")]);
        await _fleet.Store.CommitAsync(new FleetCommit { Mutations = [new Mutation(record.Key, node.ToDocument())] }, default);
        await PatchFinalizersAsync("null");
        Assert.Equal(404, (await _fleet.SendAsync("GET", $"{Clusters}/east")).Status);
        Assert.Null(await _fleet.Vault.OpenAsync("east", reference, default));
    }

    [Fact]
    public async Task Commit_that_fails_stores_neither_cluster_nor_credentials()
    {
        _fleet.Store.Problem = "data/fleet.db: the disk is full";
        var answer = await ApplyAsync("east", Kubeconfig());
        Assert.Equal((503, "5"), (answer.Status, answer.RetryAfter));
        Assert.Contains("data/fleet.db: the disk is full", answer.Message);
        _fleet.Store.Problem = null;
        Assert.Null(await _fleet.Vault.OpenAsync("east", CredentialVault.ReferenceOf("east", Kubeconfig()), default));
        Assert.Equal(201, (await ApplyAsync("east", Kubeconfig())).Status);
    }

    [Theory]
    [InlineData("""{"kubeconfig":"#: [ s3cr3t-t0k3n"}""", "spec.credentials.kubeconfig: Invalid value")]
    [InlineData("""{"kubeconfig":{"token":"s3cr3t-t0k3n"}}""", "spec.credentials.kubeconfig: Invalid value: must be the text of a kubeconfig")]
    [InlineData("""{"kubeconfig":""}""", "spec.credentials.kubeconfig: Invalid value")]
    [InlineData("""{"secretRef":"sha256:0123456789abcdef"}""", "spec.credentials.secretRef: Forbidden: is set by the server")]
    public async Task Bad_credentials_are_refused_without_being_repeated(string credentials, string expected)
    {
        var answer = await _fleet.SendAsync(
            "POST", Clusters, $$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east"},"spec":{"credentials":{{credentials}} } }""");
        Assert.Contains(expected, answer.Message);
        Assert.DoesNotContain(Secret, answer.Text);
    }

    [Fact]
    public async Task Context_that_is_not_in_the_kubeconfig_is_refused_with_those_that_are()
    {
        var answer = await _fleet.SendAsync(
            "POST",
            Clusters,
            $$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"east"},"spec":{"context":"west","credentials":{"kubeconfig":{{JsonSerializer.Serialize(Kubeconfig())}} } } }""");
        Assert.Contains("spec.context: Invalid value: \"west\": the kubeconfig has the contexts: prod", answer.Message);
    }

    [Fact]
    public async Task Kubeconfig_beyond_the_limit_is_refused()
    {
        var answer = await ApplyAsync("east", Kubeconfig(new string('x', 300_000)));
        Assert.Contains("spec.credentials.kubeconfig: Too long: may not be more than 262144 bytes", answer.Message);
    }

    private static string Kubeconfig(string token = Secret) => $$"""
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"} }]
        contexts: [{name: prod, context: {cluster: c, user: u} }]
        users: [{name: u, user: {token: "{{token}}"} }]
        """;

    private static string Spec(string kubeconfig) => $$"""{"credentials":{"kubeconfig":{{JsonSerializer.Serialize(kubeconfig)}} } }""";

    private static string Manifest(string name, string kubeconfig) =>
        $$"""{"apiVersion":"fleetengine.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{name}}"},"spec":{{Spec(kubeconfig)}} }""";

    private static string? Reference(TestAnswer answer) => answer.Body["spec"u8]["credentials"u8]["secretRef"u8].AsString();

    private static string? Version(TestAnswer answer) => answer.Body["metadata"u8]["resourceVersion"u8].AsString();

    private Task<TestAnswer> ApplyAsync(string name, string kubeconfig, string query = "") =>
        _fleet.SendAsync("PATCH", $"{Clusters}/{name}?fieldManager=test{query}", Manifest(name, kubeconfig), Apply);

    private Task<TestAnswer> PatchFinalizersAsync(string finalizers) =>
        _fleet.SendAsync("PATCH", $"{Clusters}/east", $$$"""{"metadata":{"finalizers":{{{finalizers}}}}}""", "application/merge-patch+json");
}
