using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Hosting;

/// <summary><c>fleet version</c>: of the command, and of the fleet where it answers.</summary>
internal static class VersionCommand
{
    public static Command Create(CliContext context)
    {
        var format = CliOptions.Format("table", "json", "yaml");
        var clientOnly = new Option<bool>("--client") { Description = "Does not ask the server." };
        var command = new Command("version", "Show the version of this command, and of the fleet.") { clientOnly, format };
        context.Connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var server = parsed.GetValue(clientOnly) ? null : await ServerAsync(context, parsed, cancellationToken);
            var versions = DocumentNode.Object(("client", ProductVersion.Text), ("server", server is null ? null : (DocumentNode)server)).ToDocument();
            await context.Console.Output.WriteAsync(parsed.GetValue(format) is "table"
                ? $"client {ProductVersion.Text}\n{(server is null ? "" : $"server {server}\n")}"
                : DocumentText.Of(versions, parsed.GetValue(format)!));
            return ExitCode.Clean;
        });
        return command;
    }

    private static async Task<string?> ServerAsync(CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        try
        {
            await using var client = await context.Connection.OpenAsync(parsed, context.Console.Time, cancellationToken);
            return (await client.Api.GetVersionAsync(cancellationToken)).GitVersion;
        }
        catch (Exception error) when (error is ClusterException or KubeconfigException)
        {
            await context.Console.Error.WriteLineAsync(error.Message);
            return null;
        }
    }
}
