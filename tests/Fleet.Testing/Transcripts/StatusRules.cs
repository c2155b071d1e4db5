using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>Which errors list their causes in no order: 422s of custom resources, and apply conflicts with several managers.</summary>
internal static class StatusRules
{
    private static readonly char[] Separators = [' ', ',', '[', ']', '\n'];

    public static bool IsUnordered(JsonElement status)
    {
        if (JsonPath.Find(status, "kind") is not { ValueKind: JsonValueKind.String } kind || !kind.ValueEquals("Status")
            || JsonPath.Find(status, "message")?.ToString() is not { } message)
        {
            return false;
        }

        var group = JsonPath.Find(status, "details.group")?.ToString() ?? "";
        var isCustom = group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal);
        return isCustom && JsonPath.Find(status, "code")?.ToString() == "422"
            || (message.StartsWith("Apply failed with", StringComparison.Ordinal) && Managers(message) > 1);
    }

    /// <summary>Whether two messages list the same parts.</summary>
    public static bool SameParts(string recorded, string replayed) => Parts(recorded).SequenceEqual(Parts(replayed));

    private static int Managers(string message) => message.Split("conflict with \"").Length + message.Split("conflicts with \"").Length - 2;

    private static IEnumerable<string> Parts(string message) =>
        message.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}
