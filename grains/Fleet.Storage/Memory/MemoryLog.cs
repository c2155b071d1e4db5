using Fleet.Storage.Log;

namespace Fleet.Storage.Memory;

/// <summary>The log of a <see cref="MemoryFleetStore"/>: a list a stream. Not thread safe.</summary>
internal sealed class MemoryLog(RetentionOptions retention)
{
    private readonly Dictionary<LogStream, List<LogEntry>> _streams = Enum.GetValues<LogStream>().ToDictionary(stream => stream, _ => new List<LogEntry>());
    private readonly Dictionary<LogStream, long> _oldest = Enum.GetValues<LogStream>().ToDictionary(stream => stream, _ => 0L);

    public long OldestOfAll => _oldest.Values.Max();

    public long Oldest(LogStream stream) => _oldest[stream];

    public void Add(IReadOnlyList<LogEntry> entries, DateTimeOffset now)
    {
        foreach (var entry in entries)
        {
            _streams[entry.Stream].Add(entry);
        }

        Trim(now);
    }

    /// <summary>Entries of one stream or (null) all, in order.</summary>
    public IReadOnlyList<LogEntry> Read(LogStream? stream, long after, int limit) =>
        [.. _streams.Where(pair => stream is null || pair.Key == stream).SelectMany(pair => From(pair.Value, after).Take(limit)).OrderBy(entry => entry.Position).Take(limit)];

    public void Trim(DateTimeOffset now)
    {
        foreach (var (stream, entries) in _streams)
        {
            var (maxCount, maxAge) = retention.Of(stream);
            var surplus = Math.Max(0, entries.Count - (long)maxCount);
            var drop = 0;
            while (drop < entries.Count && (drop < surplus || now - entries[drop].Time > maxAge))
            {
                drop++;
            }

            // Moving the rest costs: not for every entry.
            if (drop > entries.Count / 8)
            {
                _oldest[stream] = entries[drop - 1].Position;
                entries.RemoveRange(0, drop);
            }
        }
    }

    private static IEnumerable<LogEntry> From(List<LogEntry> entries, long after)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].Position <= after ? (middle + 1, high) : (low, middle);
        }

        for (var i = low; i < entries.Count; i++)
        {
            yield return entries[i];
        }
    }
}
