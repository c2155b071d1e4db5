using System.Text.Json;

namespace Fleet.Testing.Transcripts;

/// <summary>The first differences of an answer, short enough to read in a list.</summary>
internal sealed class DifferenceList
{
    private const int MaxItems = 8;
    private const int MaxLength = 200;

    private readonly List<string> _items = [];

    public IReadOnlyList<string> Items => _items;

    public void Add(string pointer, string recorded, string replayed)
    {
        if (_items.Count >= MaxItems)
        {
            return;
        }

        // Long texts are shown from a little before the first difference.
        var same = Math.Max(0, recorded.AsSpan().CommonPrefixLength(replayed) - 40);
        var start = recorded.Length <= MaxLength && replayed.Length <= MaxLength ? 0 : same;
        _items.Add($"{pointer}: expected {Cut(recorded, start)}, got {Cut(replayed, start)}");
    }

    public void AddMissing(string pointer, JsonElement recorded) => Add(pointer, Short(recorded), "nothing");

    public void AddUnexpected(string pointer, JsonElement replayed) => Add(pointer, "nothing", Short(replayed));

    public static string Short(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "nothing" : Cut(value.GetRawText(), 0);

    private static string Cut(string text, int start)
    {
        start = Math.Min(start, text.Length);
        var end = Math.Min(text.Length, start + MaxLength);
        return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
    }
}
