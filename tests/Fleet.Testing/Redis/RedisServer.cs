using System.Diagnostics;
using System.Globalization;

namespace Fleet.Testing.Redis;

/// <summary>A redis-server of its own: a free port, a temporary folder, every write synced. It can be killed and started again on the same data.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    public const string WhyMissing = "redis-server is not installed (tests/run.sh installs it, FLEET_TEST_REDIS names it)";

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-redis-").FullName;
    private Process? _process;

    /// <summary>The redis-server to use, null when there is none.</summary>
    public static string? Executable { get; } = Find();

    public int Port { get; } = LoopbackPort.Free();

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    public static async Task<RedisServer> StartAsync(params string[] options)
    {
        var server = new RedisServer();
        await server.StartAgainAsync(options);
        return server;
    }

    /// <summary>Starts on the same port and data as before.</summary>
    public async Task StartAgainAsync(params string[] options)
    {
        string[] arguments =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "yes",
            "--appendfsync", "always", .. options,
        ];
        _process = Process.Start(new ProcessStartInfo(Executable!, arguments) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal))
            {
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("redis-server ended before it was ready");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("FLEET_TEST_REDIS") is { Length: > 0 } given)
        {
            return given;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);
    }
}
