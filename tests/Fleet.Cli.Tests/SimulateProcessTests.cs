using System.Diagnostics;
using System.Text.Json;

namespace Fleet.Cli.Tests;

public sealed class SimulateProcessTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Simulate_says_ready_then_writes_the_kubeconfig_and_ends_on_SIGTERM()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Directory.CreateTempSubdirectory("fleet");
        try
        {
            var kubeconfig = Path.Combine(directory.FullName, "kubeconfig");
            using var process = Start("simulate", "--clusters", "2", "--workloads", "3", "--kubeconfig", kubeconfig);
            using var deadline = new CancellationTokenSource(StartLimit);
            var line = await process.StandardOutput.ReadLineAsync(deadline.Token);

            Assert.StartsWith("ready ", line, StringComparison.Ordinal);
            using var ready = JsonDocument.Parse(line!["ready ".Length..]);
            Assert.Equal(2, ready.RootElement.GetProperty("clusters").GetInt32());
            var url = ready.RootElement.GetProperty("url").GetString()!;
            Assert.StartsWith("https://127.0.0.1:", url, StringComparison.Ordinal);
            while (!File.Exists(kubeconfig))
            {
                await Task.Delay(20, deadline.Token);
            }

            Assert.Contains($"{url}/clusters/c2", await File.ReadAllTextAsync(kubeconfig, deadline.Token), StringComparison.Ordinal);

            using var stop = new CancellationTokenSource(StopLimit);
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync(stop.Token);
            Assert.Equal(ExitCode.Clean, process.ExitCode);
            Assert.Empty(await process.StandardOutput.ReadToEndAsync(CancellationToken.None));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_command_works_under_the_name_of_a_plugin_of_kubectl()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var deadline = new CancellationTokenSource(StartLimit);
        var plugin = Path.Combine(AppContext.BaseDirectory, "kubectl-fleet");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "fleet"), plugin, overwrite: true);
        using var process = Process.Start(new ProcessStartInfo(plugin, ["get", "--help"]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        Assert.Equal(ExitCode.Clean, process.ExitCode);
        Assert.Contains("fleet get <resource>", output, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fleet.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
