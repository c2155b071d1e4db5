using System.CommandLine;
using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Inventory.Queries;

namespace Fleet.Cli.Workloads;

/// <summary><c>fleet top</c>: the workloads or clusters with most of something.</summary>
internal static class TopCommand
{
    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["cpu"] = "status.resources.requests.cpu",
        ["memory"] = "status.resources.requests.memory",
        ["restarts"] = "status.pods.restarts",
        ["oom"] = "status.pods.oomKills",
        ["replicas"] = "status.replicas.desired",
    };

    public static Command Create(CliContext context)
    {
        var what = new Argument<string>("what") { Description = "workloads or clusters.", DefaultValueFactory = _ => "workloads" };
        what.AcceptOnlyFromAmong("workloads", "clusters");
        var by = new Option<string>("--by") { Description = "Requested CPU or memory, restarts, kills for memory, or replicas.", HelpName = string.Join('|', Fields.Keys), DefaultValueFactory = _ => "cpu" };
        by.AcceptOnlyFromAmong([.. Fields.Keys]);
        var limit = CliOptions.Number("--limit", "How many, 1 to 1000.", "N", 10);
        var namespaceName = CliOptions.Text("--namespace", "Only this namespace.", "NAME", "-n");
        var labels = CliOptions.Text("--selector", "Only workloads with these labels.", "LABELS", "-l");
        var fields = CliOptions.Text("--field-selector", "Only workloads with these fields.", "FIELDS");
        var format = CliOptions.Format("table", "json", "yaml");
        var command = new Command("top", "Show the workloads, or clusters, with most of something.") { what, by, limit, namespaceName, labels, fields, format };
        return context.WithFleet(command, async (client, parsed, cancellationToken) =>
        {
            var count = parsed.GetValue(limit) is >= 1 and <= 1000 and var given ? given : throw new UsageException($"--limit: {parsed.GetValue(limit)} is not accepted; 1 to 1000 is.");
            var query = new WorkloadQuery
            {
                Namespace = parsed.GetValue(namespaceName),
                LabelSelector = parsed.GetValue(labels) ?? "",
                FieldSelector = parsed.GetValue(fields) ?? "",
                Sort = ["-" + Fields[parsed.GetValue(by)!]],
                Limit = count,
            };
            return parsed.GetValue(what) == "clusters"
                ? await ClustersAsync(context.Console, client, query with { Limit = 1000 }, Fields[parsed.GetValue(by)!], count, parsed.GetValue(format)!, cancellationToken)
                : await WorkloadsAsync(context.Console, client, query, parsed.GetValue(format)!, cancellationToken);
        });
    }

    private static async Task<int> WorkloadsAsync(CliConsole console, FleetClient client, WorkloadQuery query, string format, CancellationToken cancellationToken)
    {
        var answer = await client.QueryAsync(query, cancellationToken);
        if (format != "table")
        {
            await console.Output.WriteAsync(DocumentText.OfList(answer.Rows.Select(row => row.Document), format));
            return ExitCode.Clean;
        }

        var table = new TextTable("Cluster", "Namespace", "Kind", "Name", "CPU", "Memory", "Restarts", "OOM", "Replicas", "Health");
        foreach (var row in answer.Rows)
        {
            table.Add(row.Cluster, row.Namespace, row.Kind, row.MemberName, row.CpuRequest, row.MemoryRequest, Text(row.Restarts), Text(row.OomKills), Text(row.DesiredReplicas), row.Health.ToString());
        }

        await table.WriteAsync(console.Output, console.UseColour);
        await WarnAsync(console, answer);
        return ExitCode.Clean;
    }

    /// <summary>The server sorts workloads; sums of clusters are made here, over all pages.</summary>
    private static async Task<int> ClustersAsync(CliConsole console, FleetClient client, WorkloadQuery query, string field, int count, string format, CancellationToken cancellationToken)
    {
        var totals = await console.WithProgressAsync("adding up", async report =>
        {
            var sums = new ClusterTotals();
            string? next = null;
            do
            {
                var answer = await client.QueryAsync(query with { Continue = next }, cancellationToken);
                sums.Add(answer.Rows);
                report(string.Create(CultureInfo.InvariantCulture, $"adding up, {sums.Workloads} of {answer.Total} workloads"));
                next = answer.Continue;
            }
            while (next is not null);
            return sums;
        });
        var top = totals.Top(field, count);
        if (format != "table")
        {
            await console.Output.WriteAsync(DocumentText.OfList(top.Select(cluster => cluster.ToDocument()), format));
            return ExitCode.Clean;
        }

        var table = new TextTable("Cluster", "Workloads", "CPU", "Memory", "Restarts", "OOM", "Replicas", "Degraded");
        foreach (var cluster in top)
        {
            table.Add(cluster.Name, Text(cluster.Workloads), cluster.Cpu.ToString(), cluster.Memory.ToString(), Text(cluster.Restarts), Text(cluster.OomKills), Text(cluster.Replicas), Text(cluster.Degraded));
        }

        await table.WriteAsync(console.Output, console.UseColour);
        return ExitCode.Clean;
    }

    private static async Task WarnAsync(CliConsole console, WorkloadAnswer answer)
    {
        if (answer.StaleClusters.Count > 0)
        {
            await console.Error.WriteLineAsync($"As last known: {string.Join(", ", answer.StaleClusters)}.");
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
