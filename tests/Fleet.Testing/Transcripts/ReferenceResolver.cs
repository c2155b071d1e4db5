using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// Replaces <c>${step.path}</c> in a request by values of earlier answers. A string that is nothing but a reference keeps the value's type.
/// </summary>
internal sealed partial class ReferenceResolver
{
    private readonly Dictionary<string, JsonElement> _answers = [];

    public void Remember(string step, JsonElement body) => _answers[step] = body;

    /// <exception cref="KeyNotFoundException">There is no such step or value.</exception>
    public string Resolve(string text) => Reference().Replace(text, match => Find(match.Groups[1].Value) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString()!,
        var value => value.GetRawText(),
    });

    /// <summary>The body as it is sent: a string verbatim, anything else as JSON.</summary>
    public string ResolveBody(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.String)
        {
            return WholeReference(body.GetString()!) is { } value ? value.GetRawText() : Resolve(body.GetString()!);
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Write(writer, body);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Reference();

    private void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when WholeReference(value.GetString()!) is { } referred:
                referred.WriteTo(writer);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Resolve(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private JsonElement? WholeReference(string text) =>
        Reference().Match(text) is { Success: true } match && match.Length == text.Length ? Find(match.Groups[1].Value) : null;

    private JsonElement Find(string reference)
    {
        var end = reference.AsSpan().IndexOfAny('.', '[');
        var step = end < 0 ? reference : reference[..end];
        return _answers.TryGetValue(step, out var body) && JsonPath.Find(body, end < 0 ? "" : reference[end..]) is { } value
            ? value
            : throw new KeyNotFoundException($"no value at ${{{reference}}} in the answers so far");
    }
}
