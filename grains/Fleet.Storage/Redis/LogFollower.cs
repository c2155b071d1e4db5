using System.Threading.Channels;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Storage.Redis;

/// <summary>
/// Brings the log of Redis into this process' ring, once for all its readers: woken by the message every commit publishes, and every second in
/// case a message was lost.
/// </summary>
internal sealed partial class LogFollower : IAsyncDisposable
{
    private readonly RedisLog _stored;
    private readonly ILogger _log;
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;
    private readonly Task _following;
    private long _head;
    private bool _isAway;

    public LogFollower(RedisLog stored, long head, TimeProvider time, ILogger log)
    {
        (_stored, _log, _head) = (stored, log, head);
        Live = new LiveLog(head);
        _timer = time.CreateTimer(_ => Wake(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _following = Task.Run(FollowAsync);
    }

    public LiveLog Live { get; }

    /// <summary>The newest position this process has heard of; the ring may be a moment behind.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Something was committed up to here.</summary>
    public void OnCommitted(long position)
    {
        Raise(position);
        Wake();
    }

    public void Wake() => _wakes.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        _wakes.Writer.TryComplete();
        await _following.ConfigureAwait(false);
    }

    private void Raise(long position)
    {
        long seen;
        while (position > (seen = Head) && Interlocked.CompareExchange(ref _head, position, seen) != seen)
        {
        }
    }

    private async Task FollowAsync()
    {
        await foreach (var _ in _wakes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await CatchUpAsync().ConfigureAwait(false);
                _isAway = false;
            }
            catch (Exception exception)
            {
                // Whatever it is, the next wake tries again: a follower that ended would leave all readers waiting. One line an outage.
                if (!_isAway)
                {
                    LogAway(_log, exception);
                }

                _isAway = true;
            }
        }
    }

    private async Task CatchUpAsync()
    {
        var head = await _stored.ReadHeadAsync(Head).ConfigureAwait(false);
        while (Live.Head < head)
        {
            try
            {
                var slice = await _stored.ReadAsync(null, Live.Head, head, LogTail.BatchSize).ConfigureAwait(false);
                Raise(slice.Position);
                Live.Publish(slice.Entries, slice.Position);
            }
            catch (LogExpiredException exception)
            {
                // This process slept longer than the log is kept, or Redis lost writes: its readers must start anew.
                LogGap(_log, Live.Head, exception.Oldest);
                Live.Restart(head);
            }
        }

        Raise(head);
    }

    [LoggerMessage(1, LogLevel.Warning, "The log cannot be followed; it is tried again")]
    private static partial void LogAway(ILogger log, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The log after {Position} is gone, what is kept begins after {Oldest}: watchers start anew")]
    private static partial void LogGap(ILogger log, long position, long oldest);
}
