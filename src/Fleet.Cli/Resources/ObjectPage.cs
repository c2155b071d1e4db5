using Fleet.Cli.Output;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Values;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Cli.Resources;

/// <summary>Any object for a human to read: identity, conditions as a table, the rest as YAML.</summary>
internal static class ObjectPage
{
    public static async Task<string> WriteAsync(Document value, DateTimeOffset now)
    {
        var metadata = value["metadata"u8];
        var status = value["status"u8].ToNode();
        var conditions = value["status"u8]["conditions"u8];
        if (status.IsObject)
        {
            status.Remove("conditions");
        }

        return new FieldPage()
            .Add("Name", metadata["name"u8].AsString(""))
            .Add("Namespace", metadata["namespace"u8].AsString(""))
            .Add("Kind", value["kind"u8].AsString(""))
            .Add("Labels", Pairs(metadata["labels"u8]))
            .Add("Annotations", Pairs(metadata["annotations"u8]))
            .Add("Age", Ages.Since(Time(metadata["creationTimestamp"u8]), now))
            .AddBlock("Conditions", await ConditionsAsync(conditions, now))
            .AddBlock("Spec", value["spec"u8].IsObject ? YamlWriter.Write(value["spec"u8]) : "")
            .AddBlock("Status", status.IsObject && status.Count > 0 ? YamlWriter.Write(status.ToDocument()) : "")
            .ToString();
    }

    public static IEnumerable<string> Pairs(DocumentValue members) => members.Members.ToList().Select(member => $"{member.Name}={member.Value.AsString("")}");

    public static DateTimeOffset? Time(DocumentValue value) => value.AsString() is { } text && Timestamps.TryParse(text, out var time) ? time : null;

    private static async Task<string> ConditionsAsync(DocumentValue conditions, DateTimeOffset now)
    {
        if (conditions.Count == 0)
        {
            return "";
        }

        var table = new TextTable("Type", "Status", "Since", "Reason", "Message");
        foreach (var condition in conditions.Items.ToList())
        {
            table.Add(
                condition["type"u8].AsString(""),
                condition["status"u8].AsString(""),
                Ages.Since(Time(condition["lastTransitionTime"u8]), now),
                condition["reason"u8].AsString(""),
                condition["message"u8].AsString(""));
        }

        var text = new StringWriter();
        await table.WriteAsync(text, useColour: false);
        return text.ToString();
    }
}
