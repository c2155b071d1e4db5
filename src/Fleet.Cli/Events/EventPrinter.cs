using Fleet.Cli.Output;
using Fleet.Cli.Terminal;
using Fleet.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;

namespace Fleet.Cli.Events;

/// <summary>Prints events as they come: a line each, JSON a line each, or YAML documents.</summary>
internal sealed class EventPrinter(CliConsole console, string format)
{
    private const string Prefix = "io.fleetengine.";

    public async Task WriteAsync(FleetEvent next)
    {
        await console.Output.WriteAsync(format switch
        {
            "json" => next.Document + "\n",
            "yaml" => "---\n" + DocumentText.Of(next.Document, "yaml"),
            _ => Line(next),
        });
        await console.Output.FlushAsync();
    }

    private string Line(FleetEvent next)
    {
        var type = next.Type.StartsWith(Prefix, StringComparison.Ordinal) ? next.Type[Prefix.Length..] : next.Type;
        var summary = Summary(next.Data);
        return $"{(next.Time is { } time ? Timestamps.Format(time) : ""),-20}   {type,-20}   {next.Cluster,-16}   {Clean(next.Subject)}{(summary.Length > 0 ? "   " + summary : "")}\n";
    }

    /// <summary>Members nobody reads in a line.</summary>
    private static bool IsTechnical(string name) => name is "before" or "after" or "uid" or "generation";

    /// <summary>What changed, <c>before → after</c>, and the other simple members.</summary>
    private string Summary(DocumentValue data)
    {
        var parts = new List<string>();
        var before = data["before"u8];
        var after = data["after"u8];
        if (before.IsObject || after.IsObject)
        {
            var names = before.Members.ToList().Concat(after.Members.ToList()).Select(member => member.Name).Distinct(StringComparer.Ordinal);
            parts.AddRange(names.Select(name => $"{name} {Change(before[name], after[name])}"));
        }
        else if (before.Exists || after.Exists)
        {
            parts.Add(Change(before, after));
        }

        parts.AddRange(data.Members.ToList().Where(member => !IsTechnical(member.Name) && !member.Value.IsObject && !member.Value.IsArray).Select(member => $"{member.Name} {Text(member.Value)}"));
        return string.Join(", ", parts);
    }

    private string Change(DocumentValue before, DocumentValue after) => before.IsNullOrUndefined ? Text(after) : after.IsNullOrUndefined ? $"{Text(before)} → none" : $"{Text(before)} → {Text(after)}";

    private string Text(DocumentValue value)
    {
        var text = Clean(value.AsString() ?? value.ToString());
        return console.UseColour ? Paint.Word(text) : text;
    }

    /// <summary>What comes from clusters must not move the cursor or break the line.</summary>
    private static string Clean(string text) => new([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
}
