using System.Text.Json;
using Fleet.Testing;
using Fleet.Testing.Redis;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>Two silo processes on a real Redis.</summary>
public sealed class TwoSiloTests : IDisposable
{
    private const int Clusters = 12;

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-silos-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [RedisFact]
    public async Task Clusters_spread_over_two_silos_and_move_when_one_is_killed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var members = await FleetProcess.SimulateAsync(
            "--clusters", Clusters.ToString(System.Globalization.CultureInfo.InvariantCulture), "--workloads", "5", "--kubeconfig", Path.Combine(_folder, "members"));
        await using var first = await SiloProcess.StartAsync(Path.Combine(_folder, "one"), "--redis", redis.Address);
        await using var second = await SiloProcess.StartAsync(Path.Combine(_folder, "two"), "--redis", redis.Address);
        for (var index = 1; index <= Clusters; index++)
        {
            await ClusterObjects.ApplyAsync(second, $"member-{index}", Path.Combine(_folder, "members"), $"c{index}");
        }

        await Eventually.AnswerAsync(second.StateAsync, state => state is { Workloads: >= Clusters * 5, Synced: Clusters }, TimeSpan.FromSeconds(120));
        await Eventually.AnswerAsync(() => SilosAsync(second), silos => silos.Values.Distinct(StringComparer.Ordinal).Count() == 2);

        var position = await LastEventAsync(second);
        await first.KillAsync();

        // Every cluster is live again on the silo that is left: it says so itself, with its own name.
        await Eventually.AnswerAsync(() => SilosAsync(second), silos => silos.Values.Distinct(StringComparer.Ordinal).Count() == 1 && silos.Count == Clusters, TimeSpan.FromSeconds(120));
        await Eventually.AnswerAsync(second.StateAsync, state => state is { Workloads: >= Clusters * 5, Synced: Clusters }, TimeSpan.FromSeconds(120));

        // Nothing about a workload happened: moving a cluster is no event of its workloads.
        var events = await EventsAfterAsync(second, position);
        Assert.DoesNotContain(events, one => one.StartsWith("io.fleetengine.workload.added", StringComparison.Ordinal) || one.StartsWith("io.fleetengine.workload.removed", StringComparison.Ordinal));
    }

    private static async Task<Dictionary<string, string>> SilosAsync(SiloProcess silo) =>
        (await silo.GetAsync("apis/fleetengine.io/v1alpha1/clusters")).GetProperty("items").EnumerateArray()
            .Where(cluster => cluster.TryGetProperty("status", out var status) && status.TryGetProperty("silo", out _))
            .ToDictionary(cluster => cluster.GetProperty("metadata").GetProperty("name").GetString()!, cluster => cluster.GetProperty("status").GetProperty("silo").GetString()!);

    private static async Task<long> LastEventAsync(SiloProcess silo) =>
        long.Parse((await silo.GetAsync("apis/fleetengine.io/v1alpha1/workloads?limit=1")).GetProperty("metadata").GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<string>> EventsAfterAsync(SiloProcess silo, long position)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"events?since={position}&limit=1000");
        request.Headers.Accept.ParseAdd("application/cloudevents-batch+json");
        using var response = await silo.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return [.. JsonSerializer.Deserialize<JsonElement>(text).EnumerateArray().Select(one => one.GetProperty("type").GetString() + " " + one.GetProperty("subject").GetString())];
    }
}
