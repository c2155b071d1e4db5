using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>A subscriber in another process, killed and resumed, over a silo that is killed and started again: nothing lost, nothing doubled, in order.</summary>
[Trait("Category", "Chaos")]
public sealed class SubscriberTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-subscriber-").FullName;
    private readonly ConcurrentQueue<Event> _received = new();

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Events_reach_a_killed_subscriber_of_a_killed_silo_once_and_in_order()
    {
        var listen = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{LoopbackPort.Free()}");
        var members = Path.Combine(_folder, "members");
        await using var simulator = await FleetProcess.SimulateAsync("--clusters", "2", "--workloads", "10", "--kubeconfig", members);
        await using (var first = await SiloProcess.StartAsync(Data, "--listen", listen))
        {
            using var subscriber = Subscribe(first, 0);
            await ClusterObjects.ApplyAsync(first, "east", members, "c1");
            await Eventually.AnswerAsync(first.StateAsync, state => state.Workloads >= 10);
            await Eventually.AnswerAsync(() => Task.FromResult(_received.Count), count => count > 5);
            await KillAsync(subscriber);
            await ClusterObjects.ApplyAsync(first, "west", members, "c2");
            var before = _received.Count;
            using var resumed = Subscribe(first, Last());
            await Eventually.AnswerAsync(() => Task.FromResult(_received.Count), count => count > before);
            await first.KillAsync();

            // The subscriber lives on and finds the silo that comes in its place.
            await using var second = await SiloProcess.StartAsync(Data, "--listen", listen);
            await Eventually.AnswerAsync(second.StateAsync, state => state is { Workloads: >= 20, Synced: 2 });
            var expected = await PageAsync(second);
            await Eventually.AnswerAsync(() => Task.FromResult((Last(), resumed.HasExited)), state => state.Item1 >= expected[^1].Position);
            await KillAsync(resumed);

            var all = await PageAsync(second);
            Assert.Equal(all.TakeWhile(one => one.Position <= Last()).Select(one => one.Position), _received.Select(one => one.Position));
            Assert.All(_received.GroupBy(one => one.Subject), of => Assert.Equal(of.Select(one => one.Position).Order(), of.Select(one => one.Position)));
            Assert.Single(_received, one => one.Type == "io.fleetengine.cluster.added" && one.Subject == "west");
        }
    }

    private long Last() => _received.IsEmpty ? 0 : _received.Last().Position;

    private Process Subscribe(SiloProcess silo, long since)
    {
        var start = new ProcessStartInfo(FleetProcess.Executable, ["events", "-f", "-o", "json", "--since", since.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FLEET_KUBECONFIG"] = silo.Kubeconfig;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                _received.Enqueue(Event.Of(JsonSerializer.Deserialize<JsonElement>(text)));
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task<List<Event>> PageAsync(SiloProcess silo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "events?since=0&limit=1000");
        request.Headers.Accept.ParseAdd("application/cloudevents-batch+json");
        using var response = await silo.Client.SendAsync(request);
        return [.. JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).EnumerateArray().Select(Event.Of)];
    }

    private sealed record Event(long Position, string Type, string Subject)
    {
        public static Event Of(JsonElement value) => new(
            long.Parse(value.GetProperty("id").GetString()!, CultureInfo.InvariantCulture), value.GetProperty("type").GetString()!, value.GetProperty("subject").GetString()!);
    }
}
