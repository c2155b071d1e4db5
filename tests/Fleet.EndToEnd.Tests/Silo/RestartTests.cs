using System.Text.Json;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>What a silo keeps over <c>kill -9</c>.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-restart-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Objects_versions_and_credentials_outlive_kill_9()
    {
        await using var members = await FleetProcess.SimulateAsync("--clusters", "2", "--workloads", "5", "--kubeconfig", Path.Combine(_folder, "members"));
        string version;
        await using (var first = await SiloProcess.StartAsync(Data))
        {
            await ClusterObjects.ApplyAsync(first, "east", Path.Combine(_folder, "members"), "c1");
            await ClusterObjects.ApplyAsync(first, "west", Path.Combine(_folder, "members"), "c2");
            await Eventually.AnswerAsync(first.StateAsync, state => state is { Workloads: >= 10, Synced: 2 });
            version = (await first.GetAsync("apis/fleetengine.io/v1alpha1/clusters")).GetProperty("metadata").GetProperty("resourceVersion").GetString()!;
            await first.KillAsync();
        }

        await using var second = await SiloProcess.StartAsync(Data);
        await Eventually.AnswerAsync(second.StateAsync, state => state is { Workloads: >= 10, Synced: 2 });

        // A version from before the kill resumes, or is said to be gone: it never skips.
        using var response = await second.Client.GetAsync($"apis/fleetengine.io/v1alpha1/workloads?watch=true&timeoutSeconds=1&resourceVersion={version}");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.True(IsChangeAfter(line, long.Parse(version, System.Globalization.CultureInfo.InvariantCulture)), line));
    }

    [Fact]
    public async Task Rows_that_did_not_change_keep_their_versions_over_a_restart()
    {
        await using var members = await FleetProcess.SimulateAsync("--clusters", "1", "--workloads", "5", "--kubeconfig", Path.Combine(_folder, "members"));
        Dictionary<string, string> before;
        await using (var first = await SiloProcess.StartAsync(Data))
        {
            await ClusterObjects.ApplyAsync(first, "east", Path.Combine(_folder, "members"), "c1");
            await Eventually.AnswerAsync(first.StateAsync, state => state is { Workloads: >= 5, Synced: 1 });
            before = await VersionsAsync(first);
            await first.KillAsync();
        }

        await using var second = await SiloProcess.StartAsync(Data);
        await Eventually.AnswerAsync(second.StateAsync, state => state is { Synced: 1 });

        Assert.Equal(before, await VersionsAsync(second));
    }

    [Fact]
    public async Task A_demo_started_again_never_has_its_clusters_unreachable()
    {
        string[] demo = ["--demo", "--demo-clusters", "2", "--demo-workloads", "5"];
        await using (var first = await SiloProcess.StartAsync(Data, demo))
        {
            await Eventually.AnswerAsync(first.StateAsync, state => state is { Workloads: >= 10, Synced: 2 });
            await first.TerminateAsync();
        }

        await using var second = await SiloProcess.StartAsync(Data, demo);
        await Eventually.AnswerAsync(
            () => Task.FromResult(string.Join('\n', second.Log)),
            log => log.Contains("demo-1: connected", StringComparison.Ordinal) && log.Contains("demo-2: connected", StringComparison.Ordinal));
        Assert.DoesNotContain(second.Log, line => line.Contains(" warn: Fleet.Grains.Clusters", StringComparison.Ordinal));

        using var request = new HttpRequestMessage(HttpMethod.Get, "events?since=0&limit=1000&type=io.fleetengine.cluster.unreachable");
        request.Headers.Accept.ParseAdd("application/cloudevents-batch+json");
        using var response = await second.Client.SendAsync(request);
        Assert.Equal("[]", (await response.Content.ReadAsStringAsync()).Trim());
    }

    private static async Task<Dictionary<string, string>> VersionsAsync(SiloProcess silo) =>
        (await silo.GetAsync("apis/fleetengine.io/v1alpha1/workloads")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata"))
            .ToDictionary(metadata => metadata.GetProperty("name").GetString()!, metadata => metadata.GetProperty("resourceVersion").GetString()!);

    private static bool IsChangeAfter(string line, long version)
    {
        var value = JsonSerializer.Deserialize<JsonElement>(line);
        return value.GetProperty("type").GetString() == "ERROR"
            ? value.GetProperty("object").GetProperty("code").GetInt32() == 410
            : long.Parse(value.GetProperty("object").GetProperty("metadata").GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > version;
    }
}
