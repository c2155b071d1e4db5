using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Cli.Resources;
using Fleet.Cli.Terminal;
using Fleet.Cli.Workloads;
using Fleet.Client;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Today;

/// <summary><c>fleet today</c>: the things most worth doing now.</summary>
internal static class TodayCommand
{
    private static readonly ITodaySource[] Sources = [new ClusterSource(), new HealthSource(), new CapacitySource()];

    public static Command Create(CliContext context)
    {
        var format = CliOptions.Format("table", "json", "yaml");
        var command = new Command("today", "Show the ten things most worth doing now, why, and the command that does them.") { format };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var now = context.Console.Time.GetUtcNow();
            var items = await context.Console.WithProgressAsync("looking", async report =>
            {
                var found = new List<TodayItem>();
                foreach (var source in Sources)
                {
                    report($"looking at {source.Name}");
                    found.AddRange(await source.FindAsync(client, now, cancellationToken));
                }

                var ranked = TodayRanking.Rank(found);
                return await Task.WhenAll(ranked.Select(item => WithPartsAsync(client, item, now, cancellationToken)));
            });
            await context.Console.Output.WriteAsync(parsed.GetValue(format) is "table"
                ? Text(items, now)
                : DocumentText.OfList(items.Select(ToDocument), parsed.GetValue(format)!));
            return items.Length == 0 ? ExitCode.Clean : ExitCode.Found;
        });
    }

    private static async Task<TodayItem> WithPartsAsync(FleetClient client, TodayItem item, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (item.Example is not { } example)
        {
            return item;
        }

        try
        {
            return WithParts(item, await client.DescribeAsync(example.Namespace, example.Name, cancellationToken), now);
        }
        catch (KubernetesApiException missing) when (missing.IsNotFound)
        {
            // Gone since the query.
            return item;
        }
    }

    /// <summary>The newest warning says most about what is wrong with a workload, and its conditions since when.</summary>
    private static TodayItem WithParts(TodayItem item, WorkloadDescription description, DateTimeOffset now)
    {
        var warning = description.Events.FirstOrDefault(next => next["type"u8].AsString() != "Normal");
        return item with
        {
            Since = item.Since ?? FailingSince(description.Objects),
            Evidence = warning is null
                ? item.Evidence
                : [.. item.Evidence, $"event {warning["reason"u8].AsString("")} {Ages.Since(MemberEvent.TimeOf(warning), now)} ago: {MemberEvent.MessageOf(warning).ReplaceLineEndings(" ")}"],
        };
    }

    private static DateTimeOffset? FailingSince(IReadOnlyList<Document> objects) => objects
        .SelectMany(part => part["status"u8]["conditions"u8].Items.ToList())
        .Where(condition => condition["type"u8].AsString() is "Available" or "Ready" && condition["status"u8].AsString() == "False")
        .Select(condition => ObjectPage.Time(condition["lastTransitionTime"u8]))
        .Min();

    public static string Text(IReadOnlyList<TodayItem> items, DateTimeOffset now)
    {
        if (items.Count == 0)
        {
            return "Nothing to do today.\n";
        }

        var text = new System.Text.StringBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            text.Append(CultureInfo.InvariantCulture, $"{i + 1,2}. {item.Title}{(item.Since is { } since ? $", since {Ages.Since(since, now)}" : "")}\n");
            foreach (var evidence in item.Evidence.Where(evidence => evidence.Length > 0))
            {
                text.Append("      ").Append(evidence.ReplaceLineEndings(" ")).Append('\n');
            }

            text.Append("    → ").Append(item.Command).Append('\n');
        }

        return text.ToString();
    }

    private static Document ToDocument(TodayItem item) => DocumentNode.Object(
        ("severity", item.Severity.ToString()),
        ("title", item.Title),
        ("affected", item.Affected),
        ("since", item.Since is { } since ? DocumentNode.String(Timestamps.Format(since)) : null),
        ("evidence", DocumentNode.Array(item.Evidence.Select(evidence => (DocumentNode)evidence))),
        ("command", item.Command)).ToDocument();
}
