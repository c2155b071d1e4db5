using Fleet.Storage.Log;
using StackExchange.Redis;

namespace Fleet.Storage.Redis;

/// <summary>The names of a fleet's keys: all in one hash slot, because a commit touches several of them at once.</summary>
internal sealed class RedisKeys(string prefix)
{
    private readonly string _tag = $"{{{prefix}}}:";

    /// <summary>The counter.</summary>
    public RedisKey Position => _tag + "position";

    /// <summary>A hash: of each stream the last position that was trimmed.</summary>
    public RedisKey Trimmed => _tag + "trimmed";

    /// <summary>Tells the newest position.</summary>
    public RedisChannel Channel => RedisChannel.Literal(_tag + "head");

    public RedisKey Stream(LogStream stream) => _tag + stream.ToString().ToLowerInvariant();

    /// <summary>A hash: <see cref="Field"/> → version, a blank, the document.</summary>
    public RedisKey Records(string partition) => _tag + "records:" + partition;

    /// <summary>A hash: how the last commits of a process ended.</summary>
    public RedisKey Session(string id) => _tag + "session:" + id;

    public static string Field(RecordKey key) => $"{key.Object.Resource} {RecordOrder.PathOf(key.Object)}";

    public static RecordKey Parse(string partition, string field)
    {
        var blank = field.IndexOf(' ', StringComparison.Ordinal);
        return new RecordKey(partition, RecordOrder.Parse(field[..blank], field[(blank + 1)..]));
    }
}
