using System.Threading.Channels;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Workloads;

/// <summary>
/// Tells workload grains of the health of their workload, off the shards' hot path: of what waits for one workload only the newest is kept, and a bounded
/// number of calls is in flight. What is lost here a shard's sweep says again.
/// </summary>
internal sealed partial class WorkloadWaker(IGrainFactory grains, ILogger<WorkloadWaker> log) : BackgroundService
{
    private const int InFlight = 16;

    /// <summary>One line a sender. A repeat must not take the place of the change it repeats.</summary>
    private readonly WakeQueue _queue = new(InFlight, static (waiting, posted) =>
        posted.Before is null && waiting.Version >= posted.Version ? waiting : posted with { Before = waiting.Before ?? posted.Before });

    /// <summary>A row was published: its grain is told when it went or was away from being well.</summary>
    public void Post(PublishedChange published, long epoch)
    {
        var change = published.Change;
        var before = change.Before?.Health ?? HealthStatus.Missing;
        var after = change.After?.Health ?? HealthStatus.Missing;
        if (before != after && (WorkloadConcernRules.IsConcern(before) || WorkloadConcernRules.IsConcern(after)))
        {
            _queue.Post(change.Row.Key, new(published.Version, after, change.After?.Reason ?? "", epoch, before));
        }
    }

    /// <summary>A row as it stands, in case nobody has been told.</summary>
    public void Post(Workload row, long epoch)
    {
        if (WorkloadConcernRules.IsConcern(row.Health))
        {
            _queue.Post(row.Key, new(row.Version, row.Health, row.Reason, epoch));
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_queue.Lines.Select(line => SendAsync(line, stoppingToken)));

    private async Task SendAsync(ChannelReader<WorkloadKey> line, CancellationToken stoppingToken)
    {
        await foreach (var key in line.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            if (!_queue.TryTake(key, out var observation))
            {
                continue;
            }

            try
            {
                await grains.GetGrain<IWorkloadGrain>(key.ToGrainKey()).ObserveAsync(observation, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogNotTold(log, key, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The grain of {Workload} could not be told of its health; its shard says it again with its next sweep")]
    private static partial void LogNotTold(ILogger log, WorkloadKey workload, Exception exception);
}
