using Fleet.Storage.Log;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Api.Events;

/// <summary>Follows the log once for all subscribers of this process and holds its newest events in memory.</summary>
public sealed partial class EventFeed : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly IFleetStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<EventFeed> _log;

    public EventFeed(IFleetStore store, EventStreamOptions options, TimeProvider time, ILogger<EventFeed> log)
    {
        options.Validate();
        _store = store;
        _time = time;
        _log = log;
        Ring = new EventRing(store.Head, options.Count, options.Bytes);
    }

    /// <summary>Every event up to this position of the log has been offered to subscribers.</summary>
    public long Position => Ring.Position;

    internal EventRing Ring { get; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (LogExpiredException expired)
            {
                // Nobody misses anything: subscribers before the new start read the store, which says what it has let go.
                LogFellBehind(expired.Message);
                Ring.Restart(_store.Head);
            }
            catch (StorageUnavailableException unavailable)
            {
                LogUnavailable(unavailable.Message);
                await Task.Delay(RetryDelay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await foreach (var batch in _store.TailAsync(Ring.Position, cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count > 0)
            {
                Ring.Publish([.. batch.Where(entry => entry.Stream == LogStream.Events).Select(LoggedEvent.Read)], batch[^1].Position);
            }
        }
    }
}
