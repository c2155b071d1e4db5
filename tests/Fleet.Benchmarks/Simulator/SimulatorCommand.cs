using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Fleet.Simulator.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Benchmarks.Simulator;

/// <summary>
/// <c>simulator [CLUSTERS] [WORKLOADS] [IDLE_SECONDS]</c>: starts a seeded fleet in this process and prints how long it took, what it holds and what it
/// costs to stand idle, as one JSON object.
/// </summary>
internal static class SimulatorCommand
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        int Argument(int index, int fallback) => arguments.Length > index ? int.Parse(arguments[index], CultureInfo.InvariantCulture) : fallback;
        var options = new SimulatorOptions { Clusters = Argument(0, 1000), Workloads = Argument(1, 100) };
        var idle = TimeSpan.FromSeconds(Argument(2, 30));
        var start = Stopwatch.GetTimestamp();
        await using var fleet = await SimulatedFleet.StartAsync(options, NullLoggerFactory.Instance, CancellationToken.None);
        var ready = Stopwatch.GetElapsedTime(start);

        using var process = Process.GetCurrentProcess();
        var startCpu = process.TotalProcessorTime;
        var peak = process.PeakWorkingSet64;

        // What the start left to do (compilation, collection) is not idling.
        await Task.Delay(TimeSpan.FromSeconds(10));
        process.Refresh();
        var before = process.TotalProcessorTime;
        await Task.Delay(idle);
        process.Refresh();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "simulator",
            clusters = options.Clusters,
            workloads = options.Workloads,
            ready_seconds = Math.Round(ready.TotalSeconds, 2),
            start_cpu_seconds = Math.Round(startCpu.TotalSeconds, 2),
            rss_bytes = process.WorkingSet64,
            peak_rss_bytes = Math.Max(peak, process.PeakWorkingSet64),
            idle_cpu_cores = Math.Round((process.TotalProcessorTime - before) / idle, 4),
        }));
        return 0;
    }
}
