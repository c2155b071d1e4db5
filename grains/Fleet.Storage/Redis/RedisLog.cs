using System.Globalization;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Storage.Log;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>The three streams of the log in Redis; an entry's id is <c>position-0</c>.</summary>
internal sealed class RedisLog(RedisConnection connection, RedisKeys keys)
{
    private static readonly LogStream[] Streams = Enum.GetValues<LogStream>();

    /// <summary>The newest position; see <c>head.lua</c> for what is done when it is below what this process knows.</summary>
    public async Task<long> ReadHeadAsync(long known) => await connection.RunAsync(async database =>
        (long)await database.ScriptEvaluateAsync(RedisScripts.Head, [keys.Position, keys.Trimmed], [known]).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Of each stream the last position that is gone.</summary>
    public async Task<long> ReadTrimmedAsync(LogStream stream) => await connection.RunAsync(async database =>
        (long)await database.HashGetAsync(keys.Trimmed, (int)stream).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Entries of one stream or (null) all, up to <paramref name="head"/>.</summary>
    /// <exception cref="LogExpiredException">What follows <paramref name="after"/> was trimmed.</exception>
    public async Task<LogSlice> ReadAsync(LogStream? stream, long after, long head, int limit) => await connection.RunAsync(async database =>
    {
        var streams = stream is { } one ? [one] : Streams;
        var reads = Array.ConvertAll(streams, each => database.StreamRangeAsync(keys.Stream(each), $"{after + 1}-0", $"{head}-0", limit));

        // Asked after the entries: what was not trimmed by now was there when they were read.
        var trimmed = database.HashGetAsync(keys.Trimmed, Array.ConvertAll(streams, each => (RedisValue)(int)each));
        var read = await Task.WhenAll(reads).ConfigureAwait(false);
        CommitCheck.ThrowIfOutside(after, (await trimmed.ConfigureAwait(false)).Max(position => (long)position), head);
        return Merge(streams, read, head, limit);
    }).ConfigureAwait(false);

    private static LogSlice Merge(LogStream[] streams, StreamEntry[][] read, long head, int limit)
    {
        var entries = streams.Zip(read).SelectMany(each => each.Second.Select(entry => Parse(each.First, entry))).ToList();
        entries.Sort((a, b) => a.Position.CompareTo(b.Position));
        if (entries.Count < limit)
        {
            return new LogSlice(entries, head);
        }

        entries.RemoveRange(limit, entries.Count - limit);
        return new LogSlice(entries, entries[^1].Position);
    }

    private static LogEntry Parse(LogStream stream, StreamEntry entry)
    {
        var values = entry.Values;
        var id = ((string)entry.Id!).AsSpan();
        var parsed = new LogEntry(
            stream,
            long.Parse(id[..id.IndexOf('-')], CultureInfo.InvariantCulture),
            new DateTimeOffset((long)values[0].Value, TimeSpan.Zero),
            Document.Parse(((ReadOnlyMemory<byte>)values[1].Value).Span));
        if (stream != LogStream.Changes)
        {
            return parsed;
        }

        var key = RedisKeys.Parse((string)values[3].Value!, (string)values[4].Value!);
        return parsed with
        {
            Key = key,
            Type = (StoreEventType)(int)values[2].Value,
            Previous = values.Length < 7 ? null : new StoredRecord(key, (long)values[5].Value, Document.Parse(((ReadOnlyMemory<byte>)values[6].Value).Span)),
        };
    }
}
