using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// What the server answered: status, media type, the headers the recordings keep, and the body (JSON; a JSON string where it is no JSON;
/// null where it is empty; for a watch an object with its events).
/// </summary>
public sealed record TranscriptAnswer(int Status, string? ContentType, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers, JsonElement Body)
{
    private static readonly string[] KeptHeaders = ["warning", "retry-after", "www-authenticate", "etag", "allow", "location"];

    public static JsonElement Null { get; } = JsonSerializer.SerializeToElement<object?>(null);

    public static TranscriptAnswer From(HttpResponseMessage response, string body)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new TranscriptAnswer((int)response.StatusCode, Header(response, "content-type").FirstOrDefault(), Kept(response), Parse(body));
    }

    /// <summary>The body with the events a watch delivered.</summary>
    public static TranscriptAnswer FromWatch(HttpResponseMessage response, IReadOnlyList<JsonElement> events)
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = JsonSerializer.SerializeToElement(new { events });
        return new TranscriptAnswer((int)response.StatusCode, Header(response, "content-type").FirstOrDefault(), Kept(response), body);
    }

    private static Dictionary<string, IReadOnlyList<string>> Kept(HttpResponseMessage response) =>
        KeptHeaders.Select(name => (name, values: Header(response, name))).Where(header => header.values.Count > 0)
            .ToDictionary(header => header.name, header => header.values);

    private static IReadOnlyList<string> Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? [.. values]
            : [];

    private static JsonElement Parse(string body)
    {
        if (body.Length == 0)
        {
            return Null;
        }

        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(body);
        }
    }
}
