using Fleet.Cli.Terminal;

namespace Fleet.Cli.Tests.Fakes;

/// <summary>What a run of the command came to.</summary>
internal sealed record CommandResult(int Status, string Output, string Error)
{
    public static async Task<CommandResult> OfAsync(CliConsole console, params string[] arguments)
    {
        var status = await FleetCommand.InvokeAsync(arguments, console).WaitAsync(TimeSpan.FromSeconds(60));
        return new CommandResult(status, console.Output.ToString()!, console.Error.ToString()!);
    }

    public static Task<CommandResult> OfAsync(params string[] arguments) => OfAsync(
        new CliConsole { Output = new StringWriter { NewLine = "\n" }, Error = new StringWriter { NewLine = "\n" } },
        arguments);
}
