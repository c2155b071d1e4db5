namespace Fleet.Simulator.Faults;

/// <summary>Names with <c>*</c> for any characters.</summary>
internal static class Glob
{
    /// <summary>A null pattern matches everything.</summary>
    public static bool IsMatch(string? pattern, string text)
    {
        if (pattern is null)
        {
            return true;
        }

        var parts = pattern.Split('*');
        if (parts.Length == 1)
        {
            return pattern == text;
        }

        if (!text.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return text.Length - at >= parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
