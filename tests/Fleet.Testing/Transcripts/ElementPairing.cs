using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>
/// Puts the items that came into the order of the recorded ones where the order is no fact: managed fields outside the folders that test their
/// order, causes without order, and objects listed by generated names.
/// </summary>
internal sealed class ElementPairing(VolatileValues values, bool keepsManagerOrder)
{
    /// <summary>The replayed items, in the order they are to be compared in.</summary>
    public JsonElement[] Pair(Place place, JsonElement[] recorded, JsonElement[] replayed) => place.Key switch
    {
        "managedFields" when !keepsManagerOrder => ByKey(recorded, replayed, ManagerKey, ManagerKey),
        "causes" when place.IsUnordered => ByKey(recorded, replayed, item => item.GetRawText(), item => item.GetRawText()),
        "items" or "rows" when recorded.Any(item => VolatileText.Find(Name(item)).Count > 0) =>
            ByKey(recorded, replayed, item => values.Translate(Name(item)), Name),
        _ => replayed,
    };

    /// <summary>Items of equal key first, then what is left, in order.</summary>
    private static JsonElement[] ByKey(
        JsonElement[] recorded, JsonElement[] replayed, Func<JsonElement, string> recordedKey, Func<JsonElement, string> replayedKey)
    {
        var rest = replayed.ToList();
        var paired = new JsonElement?[recorded.Length];
        for (var index = 0; index < recorded.Length; index++)
        {
            var key = recordedKey(recorded[index]);
            var found = rest.FindIndex(item => replayedKey(item) == key);
            if (found >= 0)
            {
                paired[index] = rest[found];
                rest.RemoveAt(found);
            }
        }

        var queue = new Queue<JsonElement>(rest);
        var ordered = paired.Select(item => item ?? (queue.Count > 0 ? queue.Dequeue() : (JsonElement?)null)).ToList();
        return [.. ordered.TakeWhile(item => item is not null).Select(item => item!.Value), .. queue];
    }

    private static string ManagerKey(JsonElement entry)
    {
        var subresource = entry.TryGetProperty("subresource", out var value) ? value.ToString() : "";
        return $"{JsonPath.Find(entry, "manager")}|{JsonPath.Find(entry, "operation")}|{JsonPath.Find(entry, "apiVersion")}|{subresource}";
    }

    private static string Name(JsonElement item) =>
        (JsonPath.Find(item, "metadata.name") ?? JsonPath.Find(item, "object.metadata.name") ?? JsonPath.Find(item, "cells[0]"))?.ToString() ?? "";
}
