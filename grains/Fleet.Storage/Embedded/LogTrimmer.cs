using Fleet.Storage.Log;

namespace Fleet.Storage.Embedded;

/// <summary>Drops what retention no longer keeps, a little in each transaction, so that no writer ever waits for a big deletion.</summary>
internal sealed class LogTrimmer(RetentionOptions retention)
{
    private static readonly LogStream[] Streams = Enum.GetValues<LogStream>();

    /// <summary>When the oldest entry of a stream was written; null when it has to be looked up.</summary>
    private readonly DateTimeOffset?[] _oldestTimes = new DateTimeOffset?[Streams.Length];

    /// <summary>Whether a step would find something to drop, or does not know.</summary>
    public bool IsDue(LogCounters counters, DateTimeOffset now) => Streams.Any(stream => IsDue(stream, counters, now));

    /// <summary>Drops at most <paramref name="budget"/> entries of each stream.</summary>
    public void Step(WriterTables tables, LogCounters counters, DateTimeOffset now, int budget)
    {
        foreach (var stream in Streams)
        {
            if (IsDue(stream, counters, now))
            {
                Step(stream, tables, counters, now, budget);
            }
        }
    }

    /// <summary>Forgets what it knows: its transaction was undone.</summary>
    public void Reset() => Array.Clear(_oldestTimes);

    private void Step(LogStream stream, WriterTables tables, LogCounters counters, DateTimeOffset now, int budget)
    {
        var (maxCount, maxAge) = retention.Of(stream);
        var surplus = counters.Count(stream) - maxCount;

        // Unless some may be too old, only those that are too many need be looked at.
        var isByCount = _oldestTimes[(int)stream] is { } time && now - time <= maxAge;
        var oldest = tables.Oldest(stream, 1 + (isByCount ? (int)Math.Min(budget, surplus) : budget));
        var drop = 0;
        while (drop < oldest.Count && drop < budget && (drop < surplus || now - oldest[drop].Time > maxAge))
        {
            drop++;
        }

        if (drop > 0)
        {
            var upTo = oldest[drop - 1].Position;
            tables.Trim(stream, upTo);
            counters.Removed(stream, drop, upTo);
        }

        _oldestTimes[(int)stream] = drop < oldest.Count ? oldest[drop].Time : null;
    }

    private bool IsDue(LogStream stream, LogCounters counters, DateTimeOffset now)
    {
        var (maxCount, maxAge) = retention.Of(stream);
        var count = counters.Count(stream);
        return count > maxCount || (count > 0 && maxAge != TimeSpan.MaxValue && (_oldestTimes[(int)stream] is not { } oldest || now - oldest > maxAge));
    }
}
