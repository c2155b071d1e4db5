using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;

namespace Fleet.Cli.Events;

/// <summary><c>fleet events</c>: what happened, and what happens.</summary>
internal static class EventsCommand
{
    public static Command Create(CliContext context)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on with what comes, until stopped." };
        var since = CliOptions.Text("--since", "Only events after this position, or younger than this duration (10m, 24h).", "POSITION|DURATION");
        var types = CliOptions.Texts("--type", "Only these types; a trailing * for any end.", "TYPE");
        var clusters = CliOptions.Texts("--cluster", "Only these clusters.", "NAME", "-c");
        var namespaces = CliOptions.Texts("--namespace", "Only these namespaces.", "NAME", "-n");
        var subject = CliOptions.Text("--subject", "Only this subject: NAMESPACE/NAME of a workload.", "SUBJECT");
        var format = CliOptions.Format("table", "json", "yaml");
        var command = new Command("events", "Show the fleet's events: past ones, and with -f those that come.") { follow, since, types, clusters, namespaces, subject, format };
        return context.WithFleetUntilStopped(command, async (client, parsed, cancellationToken) =>
        {
            var start = EventStart.Parse(parsed.GetValue(since), context.Console.Time.GetUtcNow());
            var subscription = new FleetEventSubscription
            {
                After = start.After,
                NotBefore = start.NotBefore,
                Types = parsed.GetValue(types)!,
                Clusters = parsed.GetValue(clusters)!,
                Namespaces = parsed.GetValue(namespaces)!,
                Subject = parsed.GetValue(subject),
                OnInterrupted = (error, delay) => context.Console.Error.WriteLine(
                    string.Create(CultureInfo.InvariantCulture, $"{error.Message}; trying again in {delay.TotalSeconds:0.#} s.")),
            };
            var printer = new EventPrinter(context.Console, parsed.GetValue(format)!);
            var events = parsed.GetValue(follow) ? client.SubscribeAsync(subscription, cancellationToken) : client.ReadEventsAsync(subscription, cancellationToken);
            await foreach (var next in events)
            {
                await printer.WriteAsync(next);
            }

            return ExitCode.Clean;
        });
    }
}
