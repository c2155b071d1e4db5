using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Hosting;

/// <summary><c>fleet up</c>: starts a silo and says when it is ready.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static Command Create(CliContext context)
    {
        var demo = new Option<bool>("--demo") { Description = "Adds a simulated fleet to look at." };
        var data = new Option<string>("--data") { Description = "The data folder.", HelpName = "FOLDER", DefaultValueFactory = _ => "./data" };
        var listen = new Option<string?>("--listen") { Description = "Address and port of the API (127.0.0.1:8080).", HelpName = "ADDRESS" };
        var others = new Argument<string[]>("silo-options") { Description = "Others, after --, are the silo's own.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("up", "Start the engine on this machine, until stopped.") { demo, data, listen, others };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var program = SiloProgram.Find(Environment.GetEnvironmentVariable(SiloProgram.Variable), AppContext.BaseDirectory, Environment.CurrentDirectory);
            List<string> arguments = [.. program.Arguments, "--data", parsed.GetValue(data)!];
            arguments.AddRange(parsed.GetValue(demo) ? ["--demo"] : []);
            arguments.AddRange(parsed.GetValue(listen) is { } address ? ["--listen", address] : []);
            arguments.AddRange(parsed.GetValue(others)!);
            return await RunAsync(context.Console, program with { Arguments = arguments }, Path.Combine(parsed.GetValue(data)!, "fleet.kubeconfig"), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, SiloProgram program, string kubeconfig, CancellationToken cancellationToken)
    {
        using var silo = Start(program);
        using var ended = new CancellationTokenSource();
        var announcing = AnnounceAsync(console, silo, kubeconfig, ended.Token);
        try
        {
            await silo.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C reaches the silo by itself; a SIGTERM for us only does not.
            await StopAsync(silo);
        }

        await ended.CancelAsync();
        await announcing;
        return cancellationToken.IsCancellationRequested ? ExitCode.Clean : silo.ExitCode;
    }

    /// <summary>The silo writes its log to stdout; here that is for this command's data, so it goes to stderr.</summary>
    private static Process Start(SiloProgram program)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program.File, program.Arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is not null)
                {
                    Console.Error.WriteLine(line.Data);
                }
            };
            process.BeginOutputReadLine();
            return process;
        }
        catch (Win32Exception error)
        {
            throw new UsageException($"The silo {program.File} cannot be started: {error.Message}");
        }
    }

    private static async Task StopAsync(Process silo)
    {
        if (!OperatingSystem.IsWindows())
        {
            using var kill = Process.Start("kill", ["-TERM", silo.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(CancellationToken.None);
        }
        else
        {
            silo.Kill(entireProcessTree: true);
        }

        await silo.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Says so when this silo answers that it is ready; a kubeconfig left by an earlier run does not count while it does not answer.</summary>
    private static async Task AnnounceAsync(CliConsole console, Process silo, string kubeconfig, CancellationToken ended)
    {
        try
        {
            while (!await IsReadyAsync(kubeconfig, ended))
            {
                await Task.Delay(Poll, console.Time, ended);
            }

            await console.Output.WriteAsync($"ready {{\"kubeconfig\":\"{kubeconfig}\",\"pid\":{silo.Id}}}\n");
            await console.Output.FlushAsync(ended);
            await console.Error.WriteLineAsync($"The fleet is up. In another terminal: fleet get clusters --fleet {kubeconfig}, or kubectl --kubeconfig {kubeconfig} get workloads -A");
        }
        catch (OperationCanceledException)
        {
            // The silo has ended.
        }
    }

    private static async Task<bool> IsReadyAsync(string kubeconfig, CancellationToken cancellationToken)
    {
        if (!File.Exists(kubeconfig))
        {
            return false;
        }

        try
        {
            await using var client = await FleetClient.CreateAsync(new FleetClientOptions { KubeconfigPath = kubeconfig }, cancellationToken: cancellationToken);
            using var answer = await client.Api.OpenAsync("readyz", "*/*", [], TimeSpan.FromSeconds(5), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is ClusterException or KubeconfigException)
        {
            return false;
        }
    }
}
