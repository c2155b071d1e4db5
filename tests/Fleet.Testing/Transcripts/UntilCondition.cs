using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>One condition a repeated request waited for: a status, a header that is there, or a test of the value at a path of the body.</summary>
public sealed class UntilCondition(JsonElement condition)
{
    public override string ToString() => condition.GetRawText();

    /// <summary>Whether the answer meets it.</summary>
    public bool Holds(TranscriptAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (condition.TryGetProperty("status", out var status))
        {
            return answer.Status == status.GetInt32();
        }

        return condition.TryGetProperty("header", out var header)
            ? answer.Headers.ContainsKey(header.GetString()!)
            : HoldsAt(JsonPath.Find(answer.Body, condition.GetProperty("path").GetString()!));
    }

    private bool HoldsAt(JsonElement? found)
    {
        foreach (var test in condition.EnumerateObject())
        {
            var holds = test.Name switch
            {
                "exists" => found.HasValue == test.Value.GetBoolean(),
                "equals" => found is { } value && JsonElement.DeepEquals(value, test.Value),
                "gte" => found is { ValueKind: JsonValueKind.Number } value && value.GetDouble() >= test.Value.GetDouble(),
                "count" => found is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() == test.Value.GetInt32(),
                "count_gte" => found is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() >= test.Value.GetInt32(),
                "contains" => found is { ValueKind: JsonValueKind.Array } value && value.EnumerateArray().Any(item => Includes(item, test.Value)),
                "text" => found is { ValueKind: JsonValueKind.String } value && value.GetString()!.Contains(test.Value.GetString()!, StringComparison.Ordinal),
                _ => true,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Includes(JsonElement item, JsonElement wanted) =>
        item.ValueKind == JsonValueKind.Object && wanted.ValueKind == JsonValueKind.Object
            ? wanted.EnumerateObject().All(member => item.TryGetProperty(member.Name, out var value) && Includes(value, member.Value))
            : JsonElement.DeepEquals(item, wanted);
}
