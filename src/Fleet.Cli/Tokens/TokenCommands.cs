using System.CommandLine;
using Fleet.Cli.Output;
using Fleet.Cli.Resources;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Tokens;

/// <summary><c>fleet token create|list|revoke</c>: who may come in.</summary>
internal static class TokenCommands
{
    private static readonly ResourceAddress Collection = new(new(FleetKinds.Group, FleetKinds.Version, "accesstokens"));

    public static Command Create(CliContext context) => new("token", "Tokens for people, programs and senders of samples.")
    {
        CreateToken(context), List(context), Revoke(context),
    };

    private static Command CreateToken(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The token's name: what it is for." };
        var user = CliOptions.Text("--user", "Who its holder is; else the token's name.", "NAME", "-u");
        var groups = CliOptions.Texts("--group", "A group the holder is in; may be repeated.", "NAME", "-g");
        var purpose = new Option<string>("--purpose") { Description = "For the API, or for sending samples.", HelpName = "api|ingest", DefaultValueFactory = _ => "api" };
        purpose.AcceptOnlyFromAmong("api", "ingest");
        var clusters = CliOptions.Texts("--cluster", "A cluster an ingest token may send for; may be repeated.", "NAME", "-c");
        var expires = CliOptions.Duration("--expires", "How long it is good; else for ever.");
        var command = new Command("create", "Make a token; it is printed once and kept nowhere.") { name, user, groups, purpose, clusters, expires };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(purpose) == "ingest" != (parsed.GetValue(clusters)!.Length > 0))
            {
                throw new UsageException("--cluster: tokens with --purpose ingest need it, and only they take it.");
            }

            var token = NewToken.Create();
            var end = parsed.GetValue(expires) is { } span ? context.Console.Time.GetUtcNow() + span : (DateTimeOffset?)null;
            await client.Api.CreateAsync(Collection, DocumentNode.Object(
                ("apiVersion", FleetKinds.ApiVersion),
                ("kind", "AccessToken"),
                ("metadata", DocumentNode.Object(("name", parsed.GetValue(name)!))),
                ("spec", DocumentNode.Object(
                    ("tokenHash", token.Hash),
                    ("user", parsed.GetValue(user) ?? parsed.GetValue(name)!),
                    ("groups", Texts(parsed.GetValue(groups)!)),
                    ("purpose", parsed.GetValue(purpose)!),
                    ("clusters", Texts(parsed.GetValue(clusters)!)),
                    ("expiresAt", end is { } time ? DocumentNode.String(Timestamps.Format(time)) : null)))).ToDocument(), new WriteOptions { FieldManager = "fleet" }, cancellationToken);
            await context.Console.Output.WriteAsync(token.Value + "\n");
            await context.Console.Error.WriteLineAsync("This is the only time it is shown.");
            return ExitCode.Clean;
        });
    }

    private static Command List(CliContext context)
    {
        var format = CliOptions.Format("table", "wide", "json", "yaml", "name");
        return context.WithFleet(new Command("list", "List tokens; what they are is not known to the fleet.") { format }, (client, parsed, cancellationToken) =>
            ListCommand.RunAsync(context.Console, client, "accesstokens", parsed.GetValue(format)!, cancellationToken));
    }

    private static Command Revoke(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "The token's name." };
        return context.WithFleet(new Command("revoke", "Make a token worthless.") { name }, async (client, parsed, cancellationToken) =>
        {
            await client.Api.DeleteAsync(Collection.WithName(parsed.GetValue(name)!), cancellationToken: cancellationToken);
            await context.Console.Output.WriteAsync($"token/{parsed.GetValue(name)} revoked\n");
            return ExitCode.Clean;
        });
    }

    private static DocumentNode? Texts(string[] texts) => texts.Length == 0 ? null : DocumentNode.Array(texts.Select(text => (DocumentNode)text));
}
