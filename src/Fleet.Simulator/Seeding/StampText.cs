using Fleet.Kubernetes.Values;

namespace Fleet.Simulator.Seeding;

/// <summary>A text with slots: literal parts, slots, or a time at a distance from the start.</summary>
internal sealed class StampText
{
    private readonly (string Literal, StampSlot? Slot)[] _parts;
    private readonly TimeSpan? _offset;

    private StampText((string Literal, StampSlot? Slot)[] parts, TimeSpan? offset)
    {
        _parts = parts;
        _offset = offset;
    }

    public bool IsFixed => _offset is null && _parts.Length == 1 && _parts[0].Slot is null;

    /// <summary>Finds the tokens in a text of the prototype; the longest at each place counts.</summary>
    public static StampText Parse(string text, IReadOnlyList<(string Token, StampSlot Slot)> tokens, DateTimeOffset start)
    {
        if (text.Length == 20 && Timestamps.TryParse(text, out var time))
        {
            return new([], time - start);
        }

        var parts = new List<(string Literal, StampSlot? Slot)>();
        var literal = 0;
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            var found = -1;
            for (var i = 0; i < tokens.Count; i++)
            {
                if (rest.StartsWith(tokens[i].Token, StringComparison.Ordinal) && (found < 0 || tokens[i].Token.Length > tokens[found].Token.Length))
                {
                    found = i;
                }
            }

            if (found < 0)
            {
                at++;
                continue;
            }

            if (at > literal)
            {
                parts.Add((text[literal..at], null));
            }

            parts.Add(("", tokens[found].Slot));
            literal = at += tokens[found].Token.Length;
        }

        if (literal < text.Length || parts.Count == 0)
        {
            parts.Add((text[literal..], null));
        }

        return new([.. parts], null);
    }

    public string Fill(StampValues values)
    {
        if (_offset is { } offset)
        {
            return Timestamps.Format(values.Start + offset);
        }

        return _parts.Length == 1
            ? Fill(_parts[0], values)
            : string.Concat(_parts.Select(part => Fill(part, values)));
    }

    private static string Fill((string Literal, StampSlot? Slot) part, StampValues values) => part.Slot is { } slot ? values[slot] : part.Literal;
}
