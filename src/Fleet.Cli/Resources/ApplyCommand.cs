using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Resources;

/// <summary><c>fleet apply -f</c>: makes objects what files declare.</summary>
internal static class ApplyCommand
{
    public static Command Create(CliContext context)
    {
        var files = new Option<string[]>("--filename", "-f") { Description = "A YAML or JSON file, a folder of them, or - for stdin; may be repeated.", HelpName = "FILE", Required = true };
        var force = new Option<bool>("--force") { Description = "Takes over fields of other managers." };
        var command = new Command("apply", "Make objects of the fleet what files declare (server-side apply).") { files, force };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var documents = new List<(string Source, Document Document)>();
            foreach (var file in parsed.GetValue(files)!)
            {
                documents.AddRange(await ManifestFiles.ReadAsync(file, context.Console.Input, cancellationToken));
            }

            foreach (var (source, document) in documents)
            {
                await ApplyAsync(client, source, document, parsed.GetValue(force), cancellationToken);
                await context.Console.Output.WriteAsync(DocumentText.Name(document).TrimEnd('\n') + " applied\n");
            }

            return ExitCode.Clean;
        });
    }

    private static async Task ApplyAsync(FleetClient client, string source, Document document, bool force, CancellationToken cancellationToken)
    {
        try
        {
            await client.ApplyAsync(document, force, cancellationToken);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"{source}: {error.Message}");
        }
    }
}
