using System.Globalization;
using Fleet.Cli.Output;
using Fleet.Cli.Resources;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Workloads;

/// <summary>A workload for a human to read.</summary>
internal static class WorkloadPage
{
    private const int MaxEvents = 20;

    public static async Task<string> WriteAsync(WorkloadDescription description, DateTimeOffset now)
    {
        var workload = description.Workload;
        var spec = workload.Document["spec"u8];
        var status = workload.Document["status"u8];
        return new FieldPage()
            .Add("Name", workload.Name)
            .Add("Namespace", workload.Namespace)
            .Add("Cluster", workload.Cluster)
            .Add("Kind", $"{workload.Kind} {workload.MemberName}")
            .Add("Owners", string.Join(" > ", spec["owners"u8].Items.ToList().Select(owner => $"{owner["kind"u8].AsString("")} {owner["name"u8].AsString("")}")))
            .Add("Labels", ObjectPage.Pairs(workload.Document["metadata"u8]["labels"u8]))
            .Add("Age", Ages.Since(workload.CreatedAt, now))
            .Add("Health", workload.Health + (workload.Reason.Length > 0 ? $" ({workload.Reason})" : ""), workload.Message)
            .Add("Stale", workload.IsStale ? "as last known: its cluster cannot be read at the moment" : "")
            .Add("Replicas", Counts(status["replicas"u8]))
            .Add("Pods", Counts(status["pods"u8]))
            .Add("Waiting", status["pods"u8]["waiting"u8].Items.ToList().Select(waiting => $"{waiting["reason"u8].AsString("")} ×{waiting["count"u8].AsInt64() ?? 1}"))
            .Add("Requests", Resources(workload.CpuRequest, workload.MemoryRequest))
            .Add("Limits", Resources(workload.CpuLimit, workload.MemoryLimit))
            .Add("Images", workload.Images)
            .Add("Last change", LastChange(workload, status["lastChange"u8], now))
            .Add("Source", string.Join(' ', status["source"u8].Members.ToList().Select(member => $"{member.Name} {member.Value.AsString("")}")))
            .AddBlock("Objects", Tree(description))
            .AddBlock("Events", await EventsAsync(description.Events, now))
            .ToString();
    }

    private static string Counts(DocumentValue counts) => string.Join(", ", counts.Members.ToList()
        .Where(member => member.Value.IsNumber)
        .Select(member => $"{member.Value.AsInt64()?.ToString(CultureInfo.InvariantCulture)} {Words(member.Name)}"));

    private static string Words(string name) => string.Concat(name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static string Resources(string cpu, string memory) =>
        cpu.Length + memory.Length == 0 ? "none" : string.Join(", ", new[] { cpu.Length > 0 ? $"cpu {cpu}" : "", memory.Length > 0 ? $"memory {memory}" : "" }.Where(part => part.Length > 0));

    private static string LastChange(FleetWorkload workload, DocumentValue change, DateTimeOffset now) => workload.ChangedAt is { } time
        ? $"{Ages.Since(time, now)} ago{(workload.ChangedBy.Length > 0 ? $" by {workload.ChangedBy}" : "")}{(change["operation"u8].AsString() is { } operation ? $" ({operation})" : "")}"
        : "";

    private static string Tree(WorkloadDescription description)
    {
        var text = new StringWriter { NewLine = "\n" };
        new CliConsole { Output = text, Error = TextWriter.Null }.Rich().Write(OwnerTree.Build(description));
        return text.ToString();
    }

    private static async Task<string> EventsAsync(IReadOnlyList<Document> events, DateTimeOffset now)
    {
        if (events.Count == 0)
        {
            return "";
        }

        var table = new TextTable("Type", "Reason", "Age", "Object", "Message");
        foreach (var next in events.Take(MaxEvents))
        {
            table.Add(next["type"u8].AsString(""), next["reason"u8].AsString(""), Ages.Since(MemberEvent.TimeOf(next), now), MemberEvent.ObjectOf(next), MemberEvent.MessageOf(next));
        }

        var text = new StringWriter();
        await table.WriteAsync(text, useColour: false);
        return text.ToString();
    }
}
