using Fleet.Cli;

return await FleetCommand.InvokeAsync(args, Console.Out, Console.Error);
