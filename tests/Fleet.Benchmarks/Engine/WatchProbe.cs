using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Fleet.Benchmarks.Engine;

/// <summary>An API watch of all workloads that tells how long after a change in a member cluster it hears of it.</summary>
internal sealed class WatchProbe
{
    private readonly ConcurrentDictionary<(string Workload, long Restarts), long> _sent = new();
    private readonly ConcurrentQueue<(string Workload, double Milliseconds)> _latencies = new();

    /// <summary>Changes that were overtaken by a newer one of the same workload are met by it.</summary>
    public IReadOnlyList<double> Latencies(Func<string, bool> of) => [.. _latencies.Where(one => of(one.Workload)).Select(one => one.Milliseconds).Order()];

    public int Outstanding => _sent.Count;

    public void Clear() => _latencies.Clear();

    public void Sent(string cluster, int workload, long restarts) => _sent[($"{cluster}.deployment.checkout-{workload}", restarts)] = Stopwatch.GetTimestamp();

    public async Task RunAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var list = JsonDocument.Parse(await client.GetStringAsync("apis/fleetengine.io/v1alpha1/workloads?limit=1", cancellationToken));
        var version = list.RootElement.GetProperty("metadata").GetProperty("resourceVersion").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"apis/fleetengine.io/v1alpha1/workloads?watch=true&resourceVersion={version}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var now = Stopwatch.GetTimestamp();
            using var next = JsonDocument.Parse(line);
            var value = next.RootElement.GetProperty("object");
            if (next.RootElement.GetProperty("type").GetString() == "ERROR")
            {
                throw new InvalidOperationException("the watch ended: " + line);
            }

            if (!value.TryGetProperty("status", out var status) || !status.TryGetProperty("pods", out var pods) || !pods.TryGetProperty("restarts", out var restarts))
            {
                continue;
            }

            var name = value.GetProperty("metadata").GetProperty("name").GetString()!;
            for (var count = restarts.GetInt64(); _sent.TryRemove((name, count), out var sent); count--)
            {
                _latencies.Enqueue((name, Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds));
            }
        }
    }
}
