using System.Security.Cryptography;
using System.Text;
using Fleet.Cli.Tests.Fakes;
using Fleet.Kubernetes.Documents;
using Microsoft.AspNetCore.Http;

namespace Fleet.Cli.Tests.Commands;

public sealed class SteeringCommandsTests
{
    private const string Clusters = Fixtures.Api + "/clusters";

    private const string Member = """
        apiVersion: v1
        kind: Config
        current-context: eu
        contexts:
        - {name: eu, context: {cluster: c-eu, user: u-eu}}
        - {name: "Prod US/1", context: {cluster: c-us, user: u-us}}
        clusters:
        - {name: c-eu, cluster: {server: "https://eu.example", certificate-authority: ca.pem}}
        - {name: c-us, cluster: {server: "https://us.example"}}
        users:
        - {name: u-eu, user: {tokenFile: token}}
        - {name: u-us, user: {exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}}}
        """;

    [Fact]
    public async Task Cluster_add_of_a_kubeconfig_without_contexts_says_that_there_are_none()
    {
        await using var fleet = await FakeServer.StartAsync();
        var path = Path.Combine(fleet.Folder, "bare");
        await File.WriteAllTextAsync(path, "{apiVersion: v1, kind: Config}");

        var (status, _, error) = await fleet.RunAsync("cluster", "add", "prod-eu", "--kubeconfig", path);
        Assert.Equal(ExitCode.BadInput, status);
        Assert.Contains("there are none.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_add_sends_one_context_with_its_files_and_waits_until_it_is_ready()
    {
        await using var fleet = await FakeServer.StartAsync();
        await WriteMemberAsync(fleet);
        fleet.Json("POST " + Clusters, "{}", 201);
        ServeClusters(fleet, Fixtures.Cluster("prod-eu"));

        var (status, output, error) = await fleet.RunAsync("cluster", "add", "prod-eu", "--kubeconfig", MemberPath(fleet), "--label", "env=prod", "--access", "manage");

        Assert.Equal(ExitCode.Clean, status);
        Assert.Equal("cluster/prod-eu added\ncluster/prod-eu ready: Kubernetes v1.34.1, 6 nodes, 50 workloads\n", output);
        Assert.Contains("--replace", error, StringComparison.Ordinal);
        var sent = Document.Parse(fleet.Requests.First(request => request.Request.StartsWith("POST", StringComparison.Ordinal)).Body);
        Assert.Equal(("prod-eu", "prod", "manage", "eu"), (sent["metadata"]["name"].AsString(), sent["metadata"]["labels"]["env"].AsString(), sent["spec"]["access"].AsString(), sent["spec"]["context"].AsString()));
        var kubeconfig = Document.Parse(sent["spec"]["credentials"]["kubeconfig"].AsString()!);
        Assert.Equal((1, 1, 1), (kubeconfig["contexts"].Count, kubeconfig["clusters"].Count, kubeconfig["users"].Count));
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes("the authority")), kubeconfig["clusters"][0]["cluster"]["certificate-authority-data"].AsString());
        Assert.False(kubeconfig["clusters"][0]["cluster"]["certificate-authority"].Exists);
        Assert.Equal("abc", kubeconfig["users"][0]["user"]["token"].AsString());
    }

    [Fact]
    public async Task Cluster_add_tells_what_is_missing_and_how_to_grant_it()
    {
        await using var fleet = await FakeServer.StartAsync();
        await WriteMemberAsync(fleet);
        fleet.Json("POST " + Clusters, "{}", 201);
        ServeClusters(fleet, Fixtures.Cluster("eu", authorized: "False", ready: "False"));

        var (status, _, error) = await fleet.RunAsync("cluster", "add", "eu", "--kubeconfig", MemberPath(fleet));

        Assert.Equal(ExitCode.Found, status);
        Assert.Contains("Authorized is False: VerbsMissing: list pods, watch pods", error, StringComparison.Ordinal);
        Assert.Contains("fleet cluster rbac --access observe | kubectl --context eu apply -f -", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_add_of_all_contexts_names_them_as_kubernetes_names_and_warns_of_programs()
    {
        await using var fleet = await FakeServer.StartAsync();
        await WriteMemberAsync(fleet);
        fleet.Json("POST " + Clusters, "{}", 201);

        var (status, output, error) = await fleet.RunAsync("cluster", "add", "--all-contexts", "--kubeconfig", MemberPath(fleet), "--wait", "false");

        Assert.Equal((ExitCode.Clean, "cluster/eu added\ncluster/prod-us-1 added\n"), (status, output));
        Assert.Contains("prod-us-1: it runs \"aws\" for credentials", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_add_of_a_name_that_is_taken_says_how_to_replace_it_and_replaces_when_told()
    {
        await using var fleet = await FakeServer.StartAsync();
        await WriteMemberAsync(fleet);
        fleet.Json("POST " + Clusters, """{"kind":"Status","code":409,"reason":"AlreadyExists","message":"exists"}""", 409)
            .Json($"GET {Clusters}/eu", Fixtures.Cluster("eu"))
            .Json($"PUT {Clusters}/eu", "{}");

        var (status, _, error) = await fleet.RunAsync("cluster", "add", "eu", "--kubeconfig", MemberPath(fleet), "--wait", "false");
        var (replaced, output, _) = await fleet.RunAsync("cluster", "add", "eu", "--kubeconfig", MemberPath(fleet), "--wait", "false", "--replace");

        Assert.Equal(ExitCode.BadInput, status);
        Assert.Contains("\"eu\" exists already", error, StringComparison.Ordinal);
        Assert.Contains("--replace", error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Clean, "cluster/eu replaced\n"), (replaced, output));
        Assert.Equal("30", Document.Parse(fleet.Requests[^1].Body)["metadata"]["resourceVersion"].AsString());
    }

    [Theory]
    [InlineData("Prod_EU", "prod-eu")]
    [InlineData("a.b", "a-b")]
    public async Task Cluster_add_refuses_names_that_are_no_labels(string name, string suggestion)
    {
        await using var fleet = await FakeServer.StartAsync();
        await WriteMemberAsync(fleet);

        var (status, _, error) = await fleet.RunAsync("cluster", "add", name, "--kubeconfig", MemberPath(fleet));

        Assert.Equal(ExitCode.BadInput, status);
        Assert.Contains($"as \"{suggestion}\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_remove_without_a_terminal_needs_yes_and_says_what_happens_to_objects()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"GET {Clusters}/eu", Fixtures.Cluster("eu")).Json($"PATCH {Clusters}/eu", "{}").Json($"DELETE {Clusters}/eu", "{}");

        var (refused, _, error) = await fleet.RunAsync("cluster", "remove", "eu");
        var (status, output, _) = await fleet.RunAsync("cluster", "remove", "eu", "--objects", "delete", "--yes");

        Assert.Equal(ExitCode.BadInput, refused);
        Assert.Contains("--yes", error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Clean, "cluster/eu removed\n"), (status, output));
        Assert.Equal("""{"spec":{"removal":"delete"}}""", fleet.Requests[^2].Body);
        Assert.Contains("\"uid\":\"u-eu\"", fleet.Requests[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y", ExitCode.Clean)]
    [InlineData("", ExitCode.Found)]
    public async Task Cluster_remove_asks_on_a_terminal(string answer, int expected)
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"GET {Clusters}/eu", Fixtures.Cluster("eu")).Json($"PATCH {Clusters}/eu", "{}").Json($"DELETE {Clusters}/eu", "{}");

        var (status, _, error) = await CommandResult.OfAsync(fleet.Console() with { Input = new StringReader(answer + "\n"), IsInputTerminal = true }, "cluster", "remove", "eu", "--fleet", fleet.Kubeconfig);

        Assert.Equal(expected, status);
        Assert.Contains("Remove eu with 50 workloads from the fleet? What the fleet owns there stays. [y/N]", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("observe", false)]
    [InlineData("manage", true)]
    public async Task Cluster_rbac_prints_manifests_of_the_access_with_extra_resources(string access, bool writes)
    {
        var (status, output, _) = await CommandResult.OfAsync("cluster", "rbac", "--access", access, "--resource", "rollouts.argoproj.io");

        var manifests = Fleet.Kubernetes.Yaml.YamlReader.ReadAll(output);
        Assert.Equal(ExitCode.Clean, status);
        Assert.Equal(["Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding"], manifests.Select(manifest => manifest["kind"].AsString()));
        Assert.Contains("rollouts", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", output, StringComparison.Ordinal);
        Assert.Equal(writes, output.Contains("- delete", StringComparison.Ordinal));
        var refused = await CommandResult.OfAsync("cluster", "rbac", "--resource", "secrets");
        Assert.Equal(ExitCode.BadInput, refused.Status);
        Assert.DoesNotContain("Parameter", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_create_prints_the_token_and_sends_only_its_hash()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"POST {Fixtures.Api}/accesstokens", "{}", 201);

        var (status, output, _) = await fleet.RunAsync("token", "create", "ci", "--group", "deployers", "--expires", "30d");

        Assert.Equal(ExitCode.Clean, status);
        var token = output.TrimEnd('\n');
        var body = fleet.Requests[^1].Body;
        Assert.DoesNotContain(token, body, StringComparison.Ordinal);
        var spec = Document.Parse(body)["spec"];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), spec["tokenHash"].AsString());
        Assert.Equal(("ci", "deployers", "2026-02-01T00:00:00Z", "api"), (spec["user"].AsString(), spec["groups"][0].AsString(), spec["expiresAt"].AsString(), spec["purpose"].AsString()));
    }

    [Fact]
    public async Task Apply_sends_every_document_of_a_file_and_names_the_one_that_is_wrong()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"PATCH {Clusters}/a", "{}").Json($"PATCH {Clusters}/b", "{}");
        var file = Path.Combine(fleet.Folder, "two.yaml");
        await File.WriteAllTextAsync(file, "apiVersion: fleetengine.io/v1alpha1\nkind: Cluster\nmetadata: {name: a}\n---\napiVersion: fleetengine.io/v1alpha1\nkind: Cluster\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");

        var (status, output, error) = await fleet.RunAsync("apply", "-f", file);

        Assert.Equal((ExitCode.BadInput, "cluster.fleetengine.io/a applied\ncluster.fleetengine.io/b applied\n"), (status, output));
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains("Pod", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_names_what_it_deleted()
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"DELETE {Clusters}/a", "{}");

        Assert.Equal((ExitCode.Clean, "cluster.fleetengine.io/a deleted\n"), await StatusAndOutput(fleet.RunAsync("delete", "cl", "a", "--yes")));
        Assert.Equal(ExitCode.BadInput, (await fleet.RunAsync("delete", "cluster", "gone", "-y")).Status);
    }

    [Theory]
    [InlineData("cl")]
    [InlineData("clusters")]
    public async Task Delete_of_a_cluster_without_yes_points_at_remove_and_deletes_nothing(string resource)
    {
        await using var fleet = await FakeServer.StartAsync();
        fleet.Json($"DELETE {Clusters}/a", "{}");

        var (status, output, error) = await fleet.RunAsync("delete", resource, "a");
        Assert.Equal((ExitCode.BadInput, ""), (status, output));
        Assert.Contains("fleet cluster remove", error, StringComparison.Ordinal);
        Assert.DoesNotContain(fleet.Requests, request => request.Request.StartsWith("DELETE", StringComparison.Ordinal));
    }

    private static async Task<(int, string)> StatusAndOutput(Task<CommandResult> run) => ((await run).Status, (await run).Output);

    private static string MemberPath(FakeServer fleet) => Path.Combine(fleet.Folder, "member");

    private static async Task WriteMemberAsync(FakeServer fleet)
    {
        await File.WriteAllTextAsync(MemberPath(fleet), Member);
        await File.WriteAllTextAsync(Path.Combine(fleet.Folder, "ca.pem"), "the authority");
        await File.WriteAllTextAsync(Path.Combine(fleet.Folder, "token"), "abc\n");
    }

    private static void ServeClusters(FakeServer fleet, string cluster) => fleet.On("GET " + Clusters, async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(context.Request.Query.ContainsKey("watch")
            ? $$$"""{"type":"ADDED","object":{{{cluster.ReplaceLineEndings(" ")}}}}""" + "\n"
            : Fixtures.List("Cluster", cluster));
        await context.Response.Body.FlushAsync();
    });
}
