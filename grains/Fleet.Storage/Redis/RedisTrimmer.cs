using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Storage.Redis;

/// <summary>Drops what retention no longer keeps, every second, in small steps. Every silo does it: the second finds nothing to do.</summary>
internal sealed partial class RedisTrimmer : IAsyncDisposable
{
    private const int Limit = 500;

    private readonly RedisConnection _connection;
    private readonly RedisKeys _keys;
    private readonly RetentionOptions _retention;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly PeriodicTimer _timer;
    private readonly Task _trimming;

    public RedisTrimmer(RedisConnection connection, RedisKeys keys, RetentionOptions retention, TimeProvider time, ILogger log)
    {
        (_connection, _keys, _retention, _time, _log) = (connection, keys, retention, time, log);
        _timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        _trimming = Task.Run(TrimForEverAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _trimming.ConfigureAwait(false);
    }

    private async Task TrimForEverAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                await TrimAllAsync().ConfigureAwait(false);
            }
            catch (StorageUnavailableException exception)
            {
                // The next second tries again.
                LogNotTrimmed(_log, exception.Message);
            }
        }
    }

    private async Task TrimAllAsync()
    {
        foreach (var stream in Enum.GetValues<LogStream>())
        {
            while (await TrimAsync(stream).ConfigureAwait(false) == Limit)
            {
            }
        }
    }

    private async Task<int> TrimAsync(LogStream stream)
    {
        var (maxCount, maxAge) = _retention.Of(stream);
        var now = _time.GetUtcNow();
        var oldest = maxAge < now - DateTimeOffset.MinValue ? (now - maxAge).UtcTicks : 0;
        return await _connection.RunAsync(async database => (int)await database.ScriptEvaluateAsync(
            RedisScripts.Trim, [_keys.Stream(stream), _keys.Trimmed], [(int)stream, maxCount, oldest, Limit]).ConfigureAwait(false)).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Debug, "The log was not trimmed: {Reason}")]
    private static partial void LogNotTrimmed(ILogger log, string reason);
}
