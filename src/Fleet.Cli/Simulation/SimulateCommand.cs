using System.CommandLine;
using System.Globalization;
using Fleet.Simulator.Hosting;
using Fleet.Simulator.Time;
using Microsoft.Extensions.Logging;

namespace Fleet.Cli.Simulation;

/// <summary><c>fleet simulate</c>: runs simulated clusters until it is told to stop.</summary>
internal static class SimulateCommand
{
    private const string DefaultKubeconfig = "./data/simulator.kubeconfig";

    public static Command Create()
    {
        var clusters = new Option<int>("--clusters") { Description = "How many clusters (c1, c2, …).", HelpName = "N", DefaultValueFactory = _ => 1 };
        var workloads = new Option<int>("--workloads") { Description = "Workloads of each cluster, one Deployment with one pod each.", HelpName = "W", DefaultValueFactory = _ => 10 };
        var nodes = new Option<int>("--nodes") { Description = "Nodes of each cluster.", HelpName = "N", DefaultValueFactory = _ => 6 };
        var port = new Option<int>("--port") { Description = "The TLS port on loopback; 0 takes a free one.", HelpName = "P" };
        var kubeconfig = new Option<string>("--kubeconfig") { Description = "Where the kubeconfig is written once the fleet is ready.", HelpName = "F", DefaultValueFactory = _ => DefaultKubeconfig };
        var controllers = new Option<string>("--controllers") { Description = "Workload controllers, scheduler and kubelet: on or off.", HelpName = "on|off", DefaultValueFactory = _ => "on" };
        controllers.AcceptOnlyFromAmong("on", "off");
        var clock = new Option<string>("--clock") { Description = "The simulated time: real, N times as fast, or moved by hand.", HelpName = "real|xN|manual", DefaultValueFactory = _ => "real" };
        var seed = new Option<int>("--seed") { Description = "Decides names, sizes, loads and delays.", HelpName = "S", DefaultValueFactory = _ => 1 };
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
                ScenarioFile = parsed.GetValue(scenario),
                TruthFile = parsed.GetValue(truth),
            },
            parsed.GetValue(kubeconfig)!,
            parsed.InvocationConfiguration.Output,
            cancellationToken));
        return command;
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
            .SetMinimumLevel(LogLevel.Warning));
        try
        {
            await using var fleet = await SimulatedFleet.StartAsync(options, logging, cancellationToken);
            var address = fleet.Address.ToString().TrimEnd('/');
            await output.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"ready {{\"url\":\"{address}\",\"clusters\":{fleet.Clusters.Count}}}\n"));
            await output.FlushAsync(cancellationToken);
            await fleet.WriteKubeconfigAsync(kubeconfig, cancellationToken);
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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException(error.Message);
        }

        return ExitCode.Clean;
    }
}
