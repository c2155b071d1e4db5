using System.Globalization;

namespace Fleet.Simulator.Kinds.Batch;

/// <summary>Checks the standard five-field cron format and its descriptors, with the wordings of <c>github.com/robfig/cron/v3</c>.</summary>
internal static class CronExpression
{
    private static readonly (int Minimum, int Maximum, string[] Names)[] Fields =
    [
        (0, 59, []),
        (0, 23, []),
        (1, 31, []),
        (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>What is wrong with a schedule, or null.</summary>
    public static string? FindProblem(string schedule)
    {
        if (schedule.StartsWith("TZ=", StringComparison.Ordinal) || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var space = schedule.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0)
            {
                return $"provided bad location {schedule[(schedule.IndexOf('=', StringComparison.Ordinal) + 1)..]}";
            }

            schedule = schedule[space..].Trim();
        }

        if (schedule.StartsWith('@'))
        {
            return schedule is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly" || schedule.StartsWith("@every ", StringComparison.Ordinal)
                ? null
                : $"unrecognized descriptor: {schedule}";
        }

        var fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            return string.Create(CultureInfo.InvariantCulture, $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
        }

        return fields.Select((field, index) => FieldProblem(field, Fields[index])).FirstOrDefault(problem => problem is not null);
    }

    private static string? FieldProblem(string field, (int Minimum, int Maximum, string[] Names) bounds) =>
        field.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(range => RangeProblem(range, bounds)).FirstOrDefault(problem => problem is not null);

    private static string? RangeProblem(string range, (int Minimum, int Maximum, string[] Names) bounds)
    {
        var steps = range.Split('/');
        var ends = steps[0].Split('-');
        if (steps.Length > 2)
        {
            return $"too many slashes: {range}";
        }

        if (ends.Length > 2)
        {
            return $"too many hyphens: {range}";
        }

        var (start, end) = (bounds.Minimum, bounds.Maximum);
        if (ends[0] is not ("*" or "?"))
        {
            if (!TryRead(ends[0], bounds, out start, out var problem) || !TryRead(ends[^1], bounds, out end, out problem))
            {
                return problem;
            }
        }

        if (steps.Length == 2)
        {
            if (!TryRead(steps[1], bounds, out var step, out var problem))
            {
                return problem;
            }

            if (step == 0)
            {
                return $"step of range should be a positive number: {range}";
            }
        }

        return start < bounds.Minimum
            ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({start}) below minimum ({bounds.Minimum}): {range}")
            : end > bounds.Maximum
                ? string.Create(CultureInfo.InvariantCulture, $"end of range ({end}) above maximum ({bounds.Maximum}): {range}")
                : start > end ? string.Create(CultureInfo.InvariantCulture, $"beginning of range ({start}) beyond end of range ({end}): {range}") : null;
    }

    private static bool TryRead(string text, (int Minimum, int Maximum, string[] Names) bounds, out int value, out string? problem)
    {
        problem = null;
        var name = Array.IndexOf(bounds.Names, text.ToLowerInvariant());
        if (name >= 0)
        {
            value = name + bounds.Minimum;
            return true;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
        {
            problem = $"failed to parse int from {text}: strconv.Atoi: parsing \"{text}\": invalid syntax";
            return false;
        }

        problem = value < 0 ? string.Create(CultureInfo.InvariantCulture, $"negative number ({value}) not allowed: {text}") : null;
        return value >= 0;
    }
}
