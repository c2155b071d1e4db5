using System.Globalization;
using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>The recordings' paths: <c>a.b[0]['x.y']</c>.</summary>
internal static class JsonPath
{
    /// <summary>The value at the path, or null where there is none.</summary>
    public static JsonElement? Find(JsonElement root, string path)
    {
        JsonElement? current = root;
        foreach (var segment in Split(path))
        {
            current = Step(current!.Value, segment);
            if (current is null)
            {
                return null;
            }
        }

        return current;
    }

    private static JsonElement? Step(JsonElement value, string segment) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty(segment, out var member) => member,
        JsonValueKind.Array when int.TryParse(segment, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength() => value[index],
        _ => null,
    };

    private static IEnumerable<string> Split(string path)
    {
        for (var position = 0; position < path.Length;)
        {
            if (path[position] == '[')
            {
                var end = path.IndexOf(path[position + 1] == '\'' ? "']" : "]", position, StringComparison.Ordinal);
                var quoted = path[position + 1] == '\'';
                yield return quoted ? path[(position + 2)..end] : path[(position + 1)..end];
                position = end + (quoted ? 2 : 1);
            }
            else if (path[position] == '.')
            {
                position++;
            }
            else
            {
                var end = path.AsSpan(position).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : position + end;
                yield return path[position..end];
                position = end;
            }
        }
    }
}
