using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Testing.Transcripts;

/// <summary>OpenAPI documents are recorded in part: some paths, some schemas.</summary>
internal static class TrimmedBody
{
    private static readonly string[][] TrimmedMaps = [["paths"], ["components", "schemas"]];

    /// <summary>The answer without the paths and schemas that the recording does not have.</summary>
    public static JsonElement Cut(JsonElement recorded, JsonElement replayed)
    {
        var kept = JsonNode.Parse(replayed.GetRawText());
        foreach (var path in TrimmedMaps)
        {
            var (map, wanted) = (kept, recorded);
            foreach (var name in path)
            {
                map = map?[name];
                wanted = wanted.GetProperty(name);
            }

            if (map is JsonObject members)
            {
                foreach (var name in members.Select(member => member.Key).Where(name => !wanted.TryGetProperty(name, out _)).ToList())
                {
                    members.Remove(name);
                }
            }
        }

        return JsonSerializer.SerializeToElement(kept);
    }
}
