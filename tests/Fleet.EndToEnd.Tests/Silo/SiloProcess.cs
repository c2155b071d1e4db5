using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fleet.Testing.Conformance;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>The built silo in a process of its own, on a free port, with a data folder that outlives it.</summary>
public sealed partial class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly ConcurrentQueue<string> _log = [];

    private SiloProcess(Process process, string data)
    {
        _process = process;
        Data = data;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>The executable of the configuration these tests were built in.</summary>
    public static string Executable { get; } = Path.Combine(
        ConformanceData.Repository, "silo", "Fleet.Silo", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Fleet.Silo");

    public string Data { get; }

    public string Kubeconfig => Path.Combine(Data, "fleet.kubeconfig");

    /// <summary>The API with the administrator's token.</summary>
    public HttpClient Client { get; private set; } = new();

    public Uri Url => Client.BaseAddress!;

    /// <summary>The lines on stdout that are not the announcement.</summary>
    public IReadOnlyList<string> Log => [.. _log];

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    /// <summary>Starts a silo and waits until it says it is ready.</summary>
    public static async Task<SiloProcess> StartAsync(string data, params IEnumerable<string> options)
    {
        var (process, standardOutput) = Launch(data, options);
        var silo = new SiloProcess(process, data);
        using var limit = new CancellationTokenSource(StartLimit);
        while (await standardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("ready ", StringComparison.Ordinal))
            {
                var ready = JsonSerializer.Deserialize<JsonElement>(line["ready ".Length..]);
                silo.Client = CreateClient(ready.GetProperty("url").GetString()!, await File.ReadAllTextAsync(silo.Kubeconfig, limit.Token));

                // What it logs from now on is hardly anybody's, but must not fill the pipe.
                _ = silo.ReadLogAsync(standardOutput);
                return silo;
            }

            silo._log.Enqueue(line);
        }

        throw new InvalidOperationException("the silo ended before it was ready: " + silo.Error);
    }

    /// <summary>Runs a silo that is expected to end by itself; gives its exit status and what it said on stderr.</summary>
    public static async Task<(int Status, string Error)> RunToEndAsync(string data, params IEnumerable<string> options)
    {
        var (status, _, error) = await RunWithOutputAsync(data, options);
        return (status, error);
    }

    /// <summary>As <see cref="RunToEndAsync"/>, with what it said on stdout.</summary>
    public static async Task<(int Status, string Output, string Error)> RunWithOutputAsync(string data, params IEnumerable<string> options)
    {
        var (process, standardOutput) = Launch(data, options);
        await using var silo = new SiloProcess(process, data);
        using var limit = new CancellationTokenSource(StartLimit);
        var output = await standardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output, silo.Error);
    }

    public Kubectl Kubectl(string @namespace = "default") => new(Kubeconfig, "fleet", @namespace);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>How many workloads there are, and how many clusters are synced.</summary>
    public async Task<(long Workloads, int Synced)> StateAsync()
    {
        var total = (await GetAsync("query/workloads?limit=0")).GetProperty("total").GetInt64();
        var clusters = await GetAsync("apis/fleetengine.io/v1alpha1/clusters");
        return (total, clusters.GetProperty("items").EnumerateArray().Count(cluster => Condition(cluster, "Synced") == "True"));
    }

    /// <summary>The status of a condition of an object, or null.</summary>
    public static string? Condition(JsonElement value, string type) =>
        value.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions)
            ? conditions.EnumerateArray().Where(condition => condition.GetProperty("type").GetString() == type).Select(condition => condition.GetProperty("status").GetString()).FirstOrDefault()
            : null;

    /// <summary><c>kill -9</c>.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<int> TerminateAsync()
    {
        await CommandRunner.RunAsync("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Client.Dispose();
        _process.Dispose();
    }

    private async Task ReadLogAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            // Of the announcement: the line that says what to type.
            if (!line.StartsWith("  kubectl ", StringComparison.Ordinal))
            {
                _log.Enqueue(line);
            }
        }
    }

    private static (Process Process, StreamReader Output) Launch(string data, IEnumerable<string> options)
    {
        var given = options.ToList();
        string[] listen = given.Contains("--listen") ? [] : ["--listen", "127.0.0.1:0"];
        var process = Process.Start(new ProcessStartInfo(Executable, ["--data", data, .. listen, .. given])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        return (process, process.StandardOutput);
    }

    private static HttpClient CreateClient(string url, string kubeconfig)
    {
        // The tests of TLS are elsewhere; here it is enough to get through.
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator };
        var client = new HttpClient(handler) { BaseAddress = new Uri(url + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token().Match(kubeconfig).Groups[1].Value);
        return client;
    }

    [GeneratedRegex("token: \"?([^\"\\s]+)")]
    private static partial Regex Token();
}
