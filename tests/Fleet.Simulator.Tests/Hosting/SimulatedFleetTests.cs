using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Fleet.Kubernetes.Yaml;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Hosting;

public sealed class SimulatedFleetTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Clusters_are_served_side_by_side_to_the_administrator()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Clusters = 2, Workloads = 12 });
        using var client = fleet.CreateClient();

        foreach (var cluster in new[] { "c1", "c2" })
        {
            using var deployments = await GetAsync(client, fleet, cluster, "apis/apps/v1/deployments");
            Assert.Equal(12, deployments.RootElement.GetProperty("items").GetArrayLength());
            using var nodes = await GetAsync(client, fleet, cluster, "api/v1/nodes");
            Assert.Equal($"{cluster}-node-0", nodes.RootElement.GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task Anonymous_callers_are_refused()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Empty = true });
        using var client = fleet.CreateClient(asAdministrator: false);

        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri(fleet.ClusterAddress("c1"), "api/v1/nodes"), None)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri(fleet.Address, "simulator/clock"), None)).StatusCode);
    }

    [Fact]
    public async Task Manual_clock_moves_only_when_advanced()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Empty = true, Clock = ClockSpecification.Manual });
        using var client = fleet.CreateClient();
        var before = fleet.Clock.GetUtcNow();

        using var answer = await client.PostAsync(new Uri(fleet.Address, "simulator/clock"), Json("""{"advance":"1m30s"}"""), None);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(before.AddSeconds(90), fleet.Clock.GetUtcNow());

        using var refused = await client.PostAsync(new Uri(fleet.Address, "simulator/clock"), Json("""{"advance":"soon"}"""), None);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("\\\"soon\\\"", await refused.Content.ReadAsStringAsync(None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_faults_come_and_go()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Empty = true });
        using var client = fleet.CreateClient();
        var faults = new Uri(fleet.Address, "simulator/faults");
        using (var added = await client.PostAsync(faults, Json("""{"kind":"api-down","cluster":"c1"}"""), None))
        {
            Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        }

        Assert.Equal(
            """{"faults":[{"id":"api-down","kind":"api-down","cluster":"c1"}]}""",
            (await client.GetStringAsync(faults, None)).Trim());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri(fleet.ClusterAddress("c1"), "api/v1/nodes"), None)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.DeleteAsync(new Uri(fleet.Address, "simulator/faults/c1/api-down"), None)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(fleet.ClusterAddress("c1"), "api/v1/nodes"), None)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync(faults, Json("""{"kind":"flood"}"""), None)).StatusCode);
    }

    [Fact]
    public async Task Edits_change_a_field_under_another_manager()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Workloads = 10 });
        using var client = fleet.CreateClient();
        using var deployments = await GetAsync(client, fleet, "c1", "apis/apps/v1/namespaces/payments/deployments");
        var name = deployments.RootElement.GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString();

        using var answer = await client.PostAsync(
            new Uri(fleet.Address, "simulator/edits"),
            Json($$"""{"cluster":"c1","namespace":"payments","workload":"{{name}}","path":"spec.replicas","value":2}"""),
            None);

        var edited = Fleet.Kubernetes.Documents.Document.Parse(await answer.Content.ReadAsByteArrayAsync(None));
        Assert.Equal(2, edited["spec"u8]["replicas"u8].AsInt64());
        Assert.Contains(edited["metadata"u8]["managedFields"u8].Items.ToList(), entry => entry["manager"u8].AsString() == "kubectl-edit");
    }

    [Fact]
    public async Task Manual_runs_of_one_seed_are_equal()
    {
        async Task<string> RunAsync()
        {
            await using var fleet = await StartAsync(new SimulatorOptions { Workloads = 10, Clock = ClockSpecification.Manual, Seed = 5 });
            using var client = fleet.CreateClient();
            using var scaled = await client.PatchAsync(
                new Uri(fleet.ClusterAddress("c1"), "apis/apps/v1/namespaces/payments/deployments/" + await FirstAsync(client, fleet)),
                new StringContent("""{"spec":{"replicas":3}}""", Encoding.UTF8, "application/merge-patch+json"),
                None);
            await fleet.AdvanceAsync(TimeSpan.FromSeconds(30), None);
            using var pods = await GetAsync(client, fleet, "c1", "api/v1/namespaces/payments/pods");
            return string.Join(' ', pods.RootElement.GetProperty("items").EnumerateArray().Select(pod => $"{pod.GetProperty("metadata").GetProperty("name")}@{pod.GetProperty("spec").GetProperty("nodeName")}"));
        }

        var first = await RunAsync();
        Assert.Equal(3, first.Split(' ').Length);
        Assert.Equal(first, await RunAsync());
    }

    [Fact]
    public async Task Kubeconfig_has_one_context_a_cluster_and_is_private()
    {
        await using var fleet = await StartAsync(new SimulatorOptions { Clusters = 3, Empty = true });
        var directory = Directory.CreateTempSubdirectory("fleet");
        try
        {
            var path = Path.Combine(directory.FullName, "kube", "config");
            await fleet.WriteKubeconfigAsync(path, None);
            var kubeconfig = YamlReader.Read(await File.ReadAllTextAsync(path, None));

            Assert.Equal(3, kubeconfig["contexts"u8].Count);
            Assert.Equal($"https://127.0.0.1:{fleet.Address.Port}/clusters/c2", kubeconfig["clusters"u8][1]["cluster"u8]["server"u8].AsString());
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(0, 1, "clusters")]
    [InlineData(1, -1, "workloads")]
    [InlineData(1, 10_000, "nodes")]
    public async Task Options_out_of_range_are_named(int clusters, int workloads, string option) =>
        Assert.StartsWith(option, (await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(new SimulatorOptions { Clusters = clusters, Workloads = workloads }))).Message, StringComparison.Ordinal);

    private static Task<SimulatedFleet> StartAsync(SimulatorOptions options) => SimulatedFleet.StartAsync(options, NullLoggerFactory.Instance, None);

    private static async Task<string> FirstAsync(HttpClient client, SimulatedFleet fleet)
    {
        using var deployments = await GetAsync(client, fleet, "c1", "apis/apps/v1/namespaces/payments/deployments");
        return deployments.RootElement.GetProperty("items")[0].GetProperty("metadata").GetProperty("name").GetString()!;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<JsonDocument> GetAsync(HttpClient client, SimulatedFleet fleet, string cluster, string path) =>
        (await client.GetFromJsonAsync<JsonDocument>(new Uri(fleet.ClusterAddress(cluster), path), None))!;
}
