using System.CommandLine;
using Fleet.Cli.Connections;
using Fleet.Client;

namespace Fleet.Cli.Terminal;

/// <summary>What every command is made with.</summary>
internal sealed record CliContext(CliConsole Console, FleetConnection Connection)
{
    /// <summary>Gives a command the options that name the fleet, and its work.</summary>
    public Command WithFleet(Command command, Func<FleetClient, ParseResult, CancellationToken, Task<int>> run)
    {
        Connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = await Connection.OpenAsync(parsed, Console.Time, cancellationToken);
            return await run(client, parsed, cancellationToken);
        });
        return command;
    }

    /// <summary>As <see cref="WithFleet"/>, for what runs until it is stopped: that is its good end.</summary>
    public Command WithFleetUntilStopped(Command command, Func<FleetClient, ParseResult, CancellationToken, Task<int>> run) =>
        WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            try
            {
                return await run(client, parsed, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Clean;
            }
        });
}
