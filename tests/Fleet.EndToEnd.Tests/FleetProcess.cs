using System.Diagnostics;
using System.Text.Json;
using Fleet.Testing.Conformance;

namespace Fleet.EndToEnd.Tests;

/// <summary>The built <c>fleet</c> executable, run as a user runs it.</summary>
public sealed class FleetProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _error;

    private FleetProcess(Process process, Task<string> error) => (_process, _error) = (process, error);

    /// <summary>The executable of the configuration these tests were built in.</summary>
    public static string Executable { get; } = Path.Combine(
        ConformanceData.Repository, "src", "Fleet.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "fleet");

    /// <summary>What the line <c>ready {…}</c> said.</summary>
    public JsonElement Ready { get; private set; }

    public int Id => _process.Id;

    /// <summary>Starts <c>fleet simulate</c> and waits until it is ready.</summary>
    public static async Task<FleetProcess> SimulateAsync(params string[] options)
    {
        var start = new ProcessStartInfo(Executable, ["simulate", .. options]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var fleet = new FleetProcess(process, process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(StartLimit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                fleet.Ready = JsonSerializer.Deserialize<JsonElement>(line["ready ".Length..]);
                return fleet;
            }
        }

        throw new InvalidOperationException("fleet simulate ended before it was ready: " + await fleet._error);
    }

    /// <summary>Sends SIGTERM; gives how long the process took to end, and its exit code.</summary>
    public async Task<(TimeSpan Took, int ExitCode)> TerminateAsync()
    {
        var clock = Stopwatch.StartNew();
        await CommandRunner.RunAsync("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return (clock.Elapsed, _process.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
