using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Simulation;

/// <summary><c>fleet simulate</c>: runs simulated clusters until it is told to stop.</summary>
internal static class SimulateCommand
{
    private const string DefaultKubeconfig = "./data/simulator.kubeconfig";

    public static Command Create()
    {
        var clusters = CliOptions.Number("--clusters", "How many clusters (c1, c2, …).", "N", 1);
        var workloads = CliOptions.Number("--workloads", "Workloads of each cluster, one Deployment with one pod each.", "W", 10);
        var nodes = CliOptions.Number("--nodes", "Nodes of each cluster.", "N", 6);
        var port = CliOptions.Number("--port", "The TLS port on loopback; 0 takes a free one.", "P", 0);
        var kubeconfig = new Option<string>("--kubeconfig") { Description = "Where the kubeconfig is written once the fleet is ready.", HelpName = "F", DefaultValueFactory = _ => DefaultKubeconfig };
        var controllers = new Option<string>("--controllers") { Description = "Workload controllers, scheduler and kubelet: on or off.", HelpName = "on|off", DefaultValueFactory = _ => "on" };
        controllers.AcceptOnlyFromAmong("on", "off");
        var clock = new Option<string>("--clock") { Description = "The simulated time: real, N times as fast, or moved by hand.", HelpName = "real|xN|manual", DefaultValueFactory = _ => "real" };
        var seed = CliOptions.Number("--seed", "Decides names, sizes, loads and delays.", "S", 1);
        var empty = new Option<bool>("--empty") { Description = "No workloads: new clusters." };
        var scenario = new Option<string?>("--scenario") { Description = "A timeline of incidents (docs/scenarios.md).", HelpName = "FILE" };
        var truth = new Option<string?>("--truth") { Description = "Where the incidents' ground truth is written, one JSON object a line.", HelpName = "FILE" };
        var command = new Command("simulate", "Run simulated Kubernetes clusters behind one TLS port.")
        {
            clusters, workloads, nodes, port, kubeconfig, controllers, clock, seed, empty, scenario, truth,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new SimulatorOptions
            {
                Clusters = parsed.GetValue(clusters),
                Workloads = parsed.GetValue(workloads),
                Nodes = parsed.GetValue(nodes),
                Port = parsed.GetValue(port),
                Controllers = parsed.GetValue(controllers) == "on",
                Clock = ParseClock(parsed.GetValue(clock)!),
                Seed = parsed.GetValue(seed),
                Empty = parsed.GetValue(empty),
                ScenarioFile = Path(scenario.Name, parsed.GetValue(scenario)),
                TruthFile = Path(truth.Name, parsed.GetValue(truth)),
            },
            Path(kubeconfig.Name, parsed.GetValue(kubeconfig)!),
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
    }

    /// <summary>A path that may be left out, but not be empty.</summary>
    private static string Path(string option, string? path) => path is null || path.Trim().Length > 0 ? path! : throw new UsageException($"{option}: \"{path}\" is not accepted; the path of a file is.");

    private static async Task WriteKubeconfigAsync(SimulatedFleet fleet, string path, CancellationToken cancellationToken)
    {
        try
        {
            await fleet.WriteKubeconfigAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--kubeconfig: \"{path}\" cannot be written: {error.Message}");
        }
    }

    private static ClockSpecification ParseClock(string text)
    {
        try
        {
            return ClockSpecification.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UsageException($"--{error.Message}");
        }
    }

    private static async Task<int> RunAsync(SimulatorOptions options, string kubeconfig, TextWriter output, CancellationToken cancellationToken)
    {
        using var logging = LoggerFactory.Create(builder => builder
            .AddSimpleConsole(console => console.SingleLine = true)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // What it logs, it throws too.
            .SetMinimumLevel(LogLevel.Warning));
        try
        {
            await using var fleet = await SimulatedFleet.StartAsync(options, logging, cancellationToken);
            var address = fleet.Address.ToString().TrimEnd('/');
            await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"ready {{\"url\":\"{address}\",\"clusters\":{fleet.Clusters.Count}}}\n"));
            await output.FlushAsync(cancellationToken);
            await WriteKubeconfigAsync(fleet, kubeconfig, cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Clean;
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--{error.Message}");
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--port: {options.Port} is in use by another program; another, or 0 for a free one, is accepted."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && options.TruthFile is { } truth && error.Message.Contains(truth, StringComparison.Ordinal))
        {
            throw new UsageException($"--truth: \"{options.TruthFile}\" cannot be written: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException(error.Message);
        }

        return ExitCode.Clean;
    }
}
