using System.Diagnostics;
using Fleet.Testing;
using Fleet.Testing.Conformance;

namespace Fleet.EndToEnd.Tests.Silo;

/// <summary>Every command of the README works: run in order, against a silo that was started as it says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string SiloCommand = "dotnet run --project silo/Fleet.Silo -- ";

    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-readme-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [KubectlFact]
    public async Task Commands_of_the_readme_do_what_it_says()
    {
        var members = Path.Combine(_folder, "members");
        await using var simulator = await FleetProcess.SimulateAsync("--clusters", "1", "--workloads", "5", "--kubeconfig", members);
        var commands = await CommandsAsync();
        var start = Assert.Single(commands, command => command.StartsWith(SiloCommand, StringComparison.Ordinal));
        await using var silo = await SiloProcess.StartAsync(Path.Combine(_folder, "data"), start[SiloCommand.Length..].Split(' '));
        await Eventually.AnswerAsync(silo.StateAsync, state => state is { Workloads: >= 1000, Synced: 20 });

        foreach (var command in commands.Where(command => command != start && command != "tests/run.sh"))
        {
            var words = command.Replace("./data/fleet.kubeconfig", silo.Kubeconfig, StringComparison.Ordinal)
                .Replace("~/.kube/config --context prod-eu", members + " --context c1", StringComparison.Ordinal).Split(' ');
            var program = words[0] switch { "kubectl" => Kubectl.Path!, "fleet" => FleetProcess.Executable, _ => throw new InvalidOperationException($"Who tests \"{command}\"?") };
            var result = await CommandRunner.RunAsync(program, words[1..], environment: new Dictionary<string, string> { ["FLEET_KUBECONFIG"] = silo.Kubeconfig });

            // 1 is "found something": today and doctor have something to say about a demo.
            Assert.True(result.ExitCode == 0 || (result.ExitCode == 1 && words[1] is "today" or "doctor"), $"{command}: exit {result.ExitCode}\n{result.Output}{result.Error}");
            Assert.True(result.Output.Length > 0 || result.Error.Length > 0, $"{command} says nothing");
        }
    }

    /// <summary>The other commands name <c>./data</c>: it must be where the silo's command was given, not in the project's folder.</summary>
    [Fact]
    public async Task Data_is_where_the_command_was_given()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["run", "--no-build", "-c", configuration, "--project", Path.Combine(ConformanceData.Repository, "silo", "Fleet.Silo"), "--", "--listen", "127.0.0.1:0"])
        {
            WorkingDirectory = _folder,
        })!;
        try
        {
            await Eventually.TrueAsync(() => File.Exists(Path.Combine(_folder, "data", "fleet.kubeconfig")), "the kubeconfig is written", TimeSpan.FromSeconds(60));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<List<string>> CommandsAsync()
    {
        var commands = new List<string>();
        var isCommand = false;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(ConformanceData.Repository, "README.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCommand = line == "```console";
            }
            else if (isCommand)
            {
                commands.Add(line);
            }
        }

        return commands;
    }
}
