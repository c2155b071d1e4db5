using System.Text.Json;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>The <c>fleet</c> command as client of a real silo.</summary>
[Collection(DemoSilo.Name)]
public sealed class FleetCommandTests(DemoSilo demo) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-command-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Get_shows_clusters_and_workloads_as_tables_names_and_objects()
    {
        var clusters = (await FleetAsync("get", "clusters")).Succeeded();
        var workloads = (await FleetAsync("get", "workloads", "-l", "fleetengine.io/cluster=demo-2", "-o", "name")).Succeeded();
        var first = (await FleetAsync("get", "wl", workloads.Split('\n')[0].Split('/')[1], "-o", "json")).Succeeded();

        Assert.StartsWith("NAME", clusters, StringComparison.Ordinal);
        Assert.Contains("demo-3", clusters, StringComparison.Ordinal);
        Assert.True(workloads.TrimEnd('\n').Split('\n').Length >= DemoSilo.WorkloadsEach, workloads);
        Assert.Contains("\"cluster\": \"demo-2\"", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_and_describe_show_what_a_workload_is_made_of()
    {
        var list = (await FleetAsync("get", "workloads", "--field-selector", "spec.ref.kind=Deployment,spec.ref.cluster=demo-1", "-o", "json")).Succeeded();
        var metadata = JsonSerializer.Deserialize<JsonElement>(list).GetProperty("items")[0].GetProperty("metadata");
        string[] workload = [metadata.GetProperty("name").GetString()!, "-n", metadata.GetProperty("namespace").GetString()!];

        var tree = (await FleetAsync(["tree", .. workload])).Succeeded();
        var page = (await FleetAsync(["describe", "workload", .. workload])).Succeeded();

        Assert.Contains("└── ReplicaSet ", tree, StringComparison.Ordinal);
        Assert.Contains("Pod ", tree, StringComparison.Ordinal);
        Assert.Contains("Cluster:       demo-1\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_today_doctor_and_version_answer()
    {
        Assert.Equal(4, (await FleetAsync("top", "workloads", "--by", "memory", "--limit", "3")).Succeeded().TrimEnd('\n').Split('\n').Length);
        Assert.StartsWith("CLUSTER", (await FleetAsync("top", "clusters", "--by", "restarts")).Succeeded(), StringComparison.Ordinal);
        Assert.InRange((await FleetAsync("today")).ExitCode, 0, 1);
        Assert.Contains("ok       server", (await FleetAsync("doctor")).Output, StringComparison.Ordinal);
        Assert.Contains("server v1.36", (await FleetAsync("version")).Succeeded(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_CloudEvents_in_order_a_line_each()
    {
        var lines = (await FleetAsync("events", "--type", "io.fleetengine.cluster.*", "-o", "json")).Succeeded().TrimEnd('\n').Split('\n');

        var events = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        var positions = events.ConvertAll(next => long.Parse(next.GetProperty("id").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(positions.Distinct().Order(), positions);
        Assert.Contains(events, next => next.GetProperty("type").GetString() == "io.fleetengine.cluster.added" && next.GetProperty("subject").GetString() == "demo-1");
    }

    [Fact]
    public async Task A_cluster_is_added_waited_for_refused_twice_and_removed()
    {
        var members = Path.Combine(_folder, "members");
        await using var simulator = await FleetProcess.SimulateAsync("--clusters", "1", "--workloads", "3", "--kubeconfig", members);
        await Eventually.AnswerAsync(() => Task.FromResult(File.Exists(members)), exists => exists);

        var added = (await FleetAsync("cluster", "add", "added", "--kubeconfig", members, "--context", "c1", "--label", "env=test")).Succeeded();
        var again = (await FleetAsync("cluster", "add", "added", "--kubeconfig", members, "--context", "c1")).Failed(2);
        var stored = (await FleetAsync("get", "cluster", "added", "-o", "yaml")).Succeeded();
        var removed = (await FleetAsync("cluster", "remove", "added", "--yes")).Succeeded();

        Assert.Contains("cluster/added ready: Kubernetes v1.36", added, StringComparison.Ordinal);
        Assert.Contains("--replace", again, StringComparison.Ordinal);
        Assert.Contains("secretRef", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("client-key-data", stored, StringComparison.Ordinal);
        Assert.Equal("cluster/added removed\n", removed);
        await Eventually.AnswerAsync(() => FleetAsync("get", "cluster", "added"), result => result.ExitCode == 2);
    }

    [Fact]
    public async Task A_token_lets_its_holder_in_until_it_is_revoked()
    {
        var token = (await FleetAsync("token", "create", "e2e", "--expires", "1h")).Succeeded().TrimEnd('\n');
        using var request = new HttpRequestMessage(HttpMethod.Get, "apis/fleetengine.io/v1alpha1/namespaces/none/workloads");
        request.Headers.Authorization = new("Bearer", token);
        using var known = await demo.Silo.Client.SendAsync(request);
        (await FleetAsync("token", "revoke", "e2e")).Succeeded();

        // Known, and with no grant allowed nothing.
        Assert.NotEqual(System.Net.HttpStatusCode.Unauthorized, known.StatusCode);
        await Eventually.AnswerAsync(
            async () =>
            {
                using var next = new HttpRequestMessage(HttpMethod.Get, "apis/fleetengine.io/v1alpha1/namespaces/none/workloads");
                next.Headers.Authorization = new("Bearer", token);
                using var answer = await demo.Silo.Client.SendAsync(next);
                return answer.StatusCode;
            },
            status => status == System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Up_starts_a_silo_says_ready_and_stops_it_with_itself()
    {
        var start = new System.Diagnostics.ProcessStartInfo(FleetProcess.Executable, ["up", "--data", Path.Combine(_folder, "data"), "--listen", "127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FLEET_SILO"] = SiloProcess.Executable;
        using var up = System.Diagnostics.Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        _ = up.StandardError.ReadToEndAsync(CancellationToken.None);
        var line = await up.StandardOutput.ReadLineAsync(limit.Token);

        var silo = JsonSerializer.Deserialize<JsonElement>(line!["ready ".Length..]).GetProperty("pid").GetInt32();
        await CommandRunner.RunAsync("kill", ["-TERM", up.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await up.WaitForExitAsync(limit.Token);

        await Eventually.AnswerAsync(() => Task.FromResult(Directory.Exists($"/proc/{silo}")), exists => !exists);
    }

    private Task<CommandResult> FleetAsync(params string[] arguments) =>
        CommandRunner.RunAsync(FleetProcess.Executable, arguments, environment: new Dictionary<string, string> { ["FLEET_KUBECONFIG"] = demo.Silo.Kubeconfig });
}
