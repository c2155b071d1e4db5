using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Fleet.Testing.Conformance;

namespace Fleet.Benchmarks.Engine;

/// <summary>A silo in a process of its own, and what is asked of it.</summary>
internal sealed class SiloRun : IAsyncDisposable
{
    private readonly string _data;
    private readonly string[] _arguments;
    private Process? _process;

    public SiloRun(string data, int port, params string[] arguments)
    {
        _data = data;
        _arguments = ["--data", data, "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), .. arguments];
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = Timeout.InfiniteTimeSpan };
    }

    public HttpClient Client { get; }

    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    public TimeSpan Processor
    {
        get
        {
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private static string Executable => Path.Combine(
        ConformanceData.Repository, "silo", "Fleet.Silo", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Fleet.Silo");

    public void Start()
    {
        var start = new ProcessStartInfo(Executable, _arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until so many clusters have been read by this process (not only: are shown as they were stored) and so many workloads published.</summary>
    public async Task ReadyAsync(int clusters, int workloads, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            if (_process!.HasExited)
            {
                throw new InvalidOperationException($"the silo ended with {_process.ExitCode}; see {Path.Combine(_data, "silo.log")}");
            }

            var (synced, total) = await StateAsync();
            if (synced >= clusters && total >= workloads)
            {
                return;
            }

            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"after {limit}: {synced} of {clusters} clusters synced, {total} of {workloads} workloads published");
            }

            await Task.Delay(250);
        }
    }

    /// <summary>The sum of the silo's samples whose line begins with a text and holds another.</summary>
    public async Task<double> MetricAsync(string prefix, string label = "")
    {
        var text = await Client.GetStringAsync("metrics");
        return text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public async Task<string> QueryAsync(string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync("query/workloads", content);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await KillAsync();
        }

        Client.Dispose();
        _process?.Dispose();
    }

    private async Task<(int Synced, long Total)> StateAsync()
    {
        try
        {
            var synced = (int)await MetricAsync("fleet_clusters{", "state=\"ready\"");
            using var workloads = JsonDocument.Parse(await QueryAsync("""{"limit":0}"""));
            return (synced, workloads.RootElement.GetProperty("total").GetInt64());
        }
        catch (HttpRequestException)
        {
            return default;
        }
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            lock (_arguments)
            {
                File.AppendAllText(Path.Combine(_data, "silo.log"), line + "\n");
            }
        }
    }
}
