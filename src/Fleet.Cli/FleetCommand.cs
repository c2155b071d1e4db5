using System.CommandLine;
using Fleet.Cli.Clusters;
using Fleet.Cli.Connections;
using Fleet.Cli.Doctor;
using Fleet.Cli.Events;
using Fleet.Cli.Hosting;
using Fleet.Cli.Resources;
using Fleet.Cli.Simulation;
using Fleet.Cli.Terminal;
using Fleet.Cli.Today;
using Fleet.Cli.Tokens;
using Fleet.Cli.Workloads;

namespace Fleet.Cli;

/// <summary>The <c>fleet</c> command: data on stdout, everything else on stderr, exit status as <see cref="ExitCode"/> says.</summary>
public static class FleetCommand
{
    // The host stops within two seconds; the rest is for writing what is under way.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(4);

    public static RootCommand Create(CliConsole console)
    {
        var context = new CliContext(console, new FleetConnection());
        return new RootCommand("Run and question a fleet of Kubernetes clusters.")
        {
            UpCommand.Create(context),
            ClusterCommands.Create(context),
            GetCommand.Create(context),
            DescribeCommand.Create(context),
            TreeCommand.Create(context),
            EventsCommand.Create(context),
            TopCommand.Create(context),
            TodayCommand.Create(context),
            DoctorCommand.Create(context),
            ApplyCommand.Create(context),
            DeleteCommand.Create(context),
            TokenCommands.Create(context),
            SimulateCommand.Create(),
            CompletionCommand.Create(context),
            VersionCommand.Create(context),
        };
    }

    /// <summary>Parses and runs a command line; the answer is the exit status.</summary>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, CliConsole console)
    {
        var error = console.Error;
        var parsed = Create(console).Parse(arguments);
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
            Output = console.Output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TerminationTimeout,
        };
        try
        {
            return await parsed.InvokeAsync(configuration);
        }
        catch (Exception problem) when (CliErrors.StatusOf(problem) is { } status)
        {
            await error.WriteLineAsync(CliErrors.Describe(problem));
            return status;
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
