using System.Diagnostics;
using System.Globalization;

namespace Fleet.Storage.Tests.Embedded;

/// <summary>A process that writes into a data folder until it is killed, and says what was acknowledged.</summary>
internal sealed class WriterProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Fleet.Storage.Load.dll");

    private readonly Process _process;
    private readonly Task<string> _error;

    private WriterProcess(Process process, Task<string> error) => (_process, _error) = (process, error);

    public int Id => _process.Id;

    /// <summary>The last count acknowledged to each writer.</summary>
    public Dictionary<int, long> Acknowledged { get; } = [];

    public static async Task<WriterProcess> StartAsync(string folder, int writers)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "count", folder, writers.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        var writer = new WriterProcess(process, process.StandardError.ReadToEndAsync());
        if (await process.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException("the writer ended before it was ready: " + await writer._error);
        }

        return writer;
    }

    /// <summary>Kills it with -9 once it has acknowledged so many commits; what it had said by then counts.</summary>
    public async Task KillAfterAsync(int commits)
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be half a line.
            if (line.Split(' ') is [var writer, var count] && count.Length > 0)
            {
                Acknowledged[int.Parse(writer, CultureInfo.InvariantCulture)] = long.Parse(count, CultureInfo.InvariantCulture);
            }

            if (--commits == 0)
            {
                _process.Kill();
            }
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
