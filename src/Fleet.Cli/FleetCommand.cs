using System.CommandLine;
using Fleet.Cli.Simulation;

namespace Fleet.Cli;

/// <summary>The <c>fleet</c> command: data on stdout, everything else on stderr, exit status as <see cref="ExitCode"/> says.</summary>
public static class FleetCommand
{
    // The host stops within two seconds; the rest is for writing what is under way.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(4);

    public static RootCommand Create() => new("Run and question a fleet of Kubernetes clusters.")
    {
        SimulateCommand.Create(),
    };

    /// <summary>Parses and runs a command line; the answer is the exit status.</summary>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors)
            {
                await error.WriteLineAsync(problem.Message);
            }

            await error.WriteLineAsync($"See '{CommandPath(parsed)} --help'.");
            return ExitCode.BadInput;
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (UsageException problem)
        {
            await error.WriteLineAsync(problem.Message);
            return ExitCode.BadInput;
        }
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command is RootCommand ? "fleet" : result.Command.Name);
        }

        return string.Join(' ', names);
    }
}
