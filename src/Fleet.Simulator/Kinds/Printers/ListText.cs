namespace Fleet.Simulator.Kinds.Printers;

/// <summary>Long lists cut to what a table cell can hold.</summary>
internal static class ListText
{
    /// <summary>The first <paramref name="maximum"/> parts and how many more there are.</summary>
    public static string Cut(IReadOnlyList<string> parts, int maximum, string empty, string separator = ",")
    {
        if (parts.Count == 0)
        {
            return empty;
        }

        var text = string.Join(separator, parts.Take(maximum));
        return parts.Count > maximum ? $"{text} + {parts.Count - maximum} more..." : text;
    }
}
