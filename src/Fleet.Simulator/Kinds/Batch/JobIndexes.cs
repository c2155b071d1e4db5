using System.Globalization;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Lists of indexes like <c>0,3-5</c>, ascending.</summary>
internal static class JobIndexes
{
    /// <summary>Why a text is no list of indexes below <paramref name="completions"/>, or null; <paramref name="total"/> counts them.</summary>
    public static string? FindProblem(string text, int completions, out int total)
    {
        total = 0;
        if (text.Length == 0)
        {
            return null;
        }

        var last = -1;
        var sum = 0;
        foreach (var interval in text.Split(','))
        {
            if (Read(interval, completions, out var first, out var end) is { } problem)
            {
                return problem;
            }

            if (last >= first)
            {
                return $"non-increasing order, previous: {last}, current: {first}";
            }

            sum += end - first + 1;
            last = end;
        }

        total = sum;
        return null;
    }

    private static string? Read(string interval, int completions, out int first, out int end)
    {
        var limits = interval.Split('-');
        (first, end) = (0, 0);
        if (limits.Length > 2)
        {
            return $"the fragment \"{interval}\" violates the requirement that an index interval can have at most two parts separated by '-'";
        }

        if (Number(limits[0], completions, out first) is { } problem)
        {
            return problem;
        }

        end = first;
        return limits.Length == 1 ? null : Number(limits[1], completions, out end) ?? (first >= end ? $"non-increasing order, previous: {first}, current: {end}" : null);
    }

    private static string? Number(string text, int completions, out int number) =>
        !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? $"cannot convert string to integer for index: \"{text}\""
            : number >= completions ? $"too large index: \"{text}\"" : null;
}
