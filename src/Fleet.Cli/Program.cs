using Fleet.Cli;
using Fleet.Cli.Terminal;

return await FleetCommand.InvokeAsync(args, CliConsole.OfProcess());
