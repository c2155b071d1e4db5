using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// Compares answers with recorded ones. Volatile values are mapped (<see cref="VolatileValues"/>) or only have to be there; what the server does
/// not order is compared as a set. Everything else must be equal, members that are null or absent included.
/// </summary>
internal sealed class AnswerComparer
{
    private readonly bool _keepsManagerOrder;
    private readonly BodyComparer _bodies;

    public AnswerComparer(Transcript transcript)
    {
        _keepsManagerOrder = transcript.Folder is "ssa" or "patch";
        _bodies = new BodyComparer(new VolatileValues(transcript), _keepsManagerOrder);
    }

    /// <summary>The differences, each with a JSON pointer, what was recorded and what came; none: equal.</summary>
    public IReadOnlyList<string> Compare(TranscriptStep step, TranscriptAnswer answer)
    {
        var recorded = step.Response;
        var differences = new DifferenceList();
        var status = recorded.GetProperty("status").GetInt32();
        if (status != answer.Status)
        {
            differences.Add("/status", status.ToString(), $"{answer.Status} {Message(answer.Body)}");
            return differences.Items;
        }

        var type = recorded.GetProperty("content_type").GetString();
        if (Normal(type) != Normal(answer.ContentType))
        {
            differences.Add("/content_type", type ?? "none", answer.ContentType ?? "none");
        }

        CompareHeaders(recorded, answer, differences);
        if (recorded.TryGetProperty("events", out var events))
        {
            CompareEvents(events, answer.Body.GetProperty("events"), differences);
        }
        else if (recorded.TryGetProperty("body", out var body) && IsEventStream(body))
        {
            CompareEvents(Lines(body), Lines(answer.Body), differences);
        }
        else
        {
            _bodies.Compare("/body", body, step.IsTrimmed ? TrimmedBody.Cut(body, answer.Body) : answer.Body, differences);
        }

        return differences.Items;
    }

    private static string Message(JsonElement body) => JsonPath.Find(body, "message")?.ToString() ?? DifferenceList.Short(body);

    private static string Normal(string? type) => (type ?? "").Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private void CompareHeaders(JsonElement recorded, TranscriptAnswer answer, DifferenceList differences)
    {
        var headers = recorded.TryGetProperty("headers", out var kept)
            ? kept.EnumerateObject().ToDictionary(header => header.Name, header => header.Value)
            : [];
        foreach (var name in headers.Keys.Union(answer.Headers.Keys))
        {
            var wanted = headers.TryGetValue(name, out var values) ? values : JsonSerializer.SerializeToElement(Array.Empty<string>());
            var got = JsonSerializer.SerializeToElement(answer.Headers.GetValueOrDefault(name) ?? []);
            if (name != "etag" || wanted.GetArrayLength() != got.GetArrayLength())
            {
                _bodies.Compare("/headers/" + name, wanted, got, differences);
            }
        }
    }

    private void CompareEvents(JsonElement recorded, JsonElement replayed, DifferenceList differences)
    {
        var wanted = recorded.EnumerateArray().Where(IsKept).ToArray();
        var got = replayed.EnumerateArray().Where(IsKept).ToArray();
        var types = (Wanted: Types(wanted), Got: Types(got));
        if (types.Wanted != types.Got)
        {
            differences.Add("/events", types.Wanted, types.Got);
        }

        for (var index = 0; index < Math.Min(wanted.Length, got.Length); index++)
        {
            var isBookmark = wanted[index].GetProperty("type").ValueEquals("BOOKMARK");
            if (wanted[index].TryGetProperty("object", out var object1) && got[index].TryGetProperty("object", out var object2))
            {
                _bodies.Compare($"/events/{index}/object", object1, object2, differences, isBookmark);
            }
        }
    }

    private static string Types(IEnumerable<JsonElement> events) =>
        string.Join(' ', events.Select(item => item.TryGetProperty("type", out var type) ? type.ToString() : item.GetRawText()));

    /// <summary>Ordinary bookmarks come as the server likes; the one that ends the initial events is part of the contract.</summary>
    private static bool IsKept(JsonElement item) => !item.TryGetProperty("type", out var type) || !type.ValueEquals("BOOKMARK")
        || JsonPath.Find(item, "object.metadata.annotations['k8s.io/initial-events-end']") is not null;

    private static bool IsEventStream(JsonElement body) =>
        body.ValueKind == JsonValueKind.String && body.GetString()!.StartsWith("{\"type\":", StringComparison.Ordinal);

    private static JsonElement Lines(JsonElement body)
    {
        var lines = body.ValueKind == JsonValueKind.String ? body.GetString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [body.GetRawText()];
        return JsonSerializer.Deserialize<JsonElement>($"[{string.Join(',', lines)}]");
    }
}
