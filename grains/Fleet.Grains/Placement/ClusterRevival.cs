using System.Collections.Concurrent;
using System.Threading.Channels;
using Fleet.Grains.Clusters;
using Fleet.Grains.Inventory;
using Fleet.Grains.Queries;
using Fleet.Kubernetes.Client;
using Microsoft.Extensions.Logging;
using Orleans.Core.Internal;

namespace Fleet.Grains.Placement;

/// <summary>
/// Sees to it that every declared cluster is live on the silo it belongs to. When this silo starts, when silos come or go, when a cluster is declared or
/// changed, and now and then, it tells the clusters that are its own to be live, and moves those that are not any more: cluster grain and shards together.
/// </summary>
internal sealed partial class ClusterRevival(
    IGrainFactory grains,
    ClusterOwners owners,
    FleetDirectory directory,
    InventoryRegistry registry,
    IClusterMembershipService membership,
    GrainInstruments instruments,
    TimeProvider time,
    ILogger<ClusterRevival> log) : ILifecycleParticipant<ISiloLifecycle>
{
    private const int InFlight = 64;

    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2);

    private readonly Channel<string> _due = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, byte> _waiting = new(StringComparer.Ordinal);

    /// <summary>Clusters that are tried again after a pause: one pause at a time each, however many changes meet it.</summary>
    private readonly ConcurrentDictionary<string, byte> _pausing = new(StringComparer.Ordinal);

    /// <summary>Clusters this silo told to be live: it has to move them when they are no longer its own.</summary>
    private readonly ConcurrentDictionary<string, byte> _revived = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<ClusterRevival>(ServiceLifecycleStage.Active, StartAsync, StopAsync);

    private Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Changed += Enqueue;
        _running = Task.WhenAll([
            Task.Run(FollowMembershipAsync, CancellationToken.None),
            Task.Run(SweepAsync, CancellationToken.None),
            .. Enumerable.Range(0, InFlight).Select(_ => Task.Run(WorkAsync, CancellationToken.None))]);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        directory.Changed -= Enqueue;
        await _stop.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowMembershipAsync()
    {
        await directory.Loaded.WaitAsync(_stop.Token).ConfigureAwait(false);
        var told = (Active: 0, Known: 0);
        await foreach (var update in membership.MembershipUpdates.WithCancellation(_stop.Token).ConfigureAwait(false))
        {
            // On every step a silo takes, not only when it comes or goes: while it shuts down its grains still answer, and they are gone once it is dead.
            var counts = (Active: update.Members.Count(member => member.Value.Status == SiloStatus.Active), Known: update.Members.Count);
            if (counts != told)
            {
                told = counts;
                LogMembership(log, counts.Active, counts.Known);
            }

            EnqueueAll();
            _ = EnqueueAllLaterAsync();
        }
    }

    /// <summary>Calls that met a grain on its last turns on a silo that is gone are made again.</summary>
    private async Task EnqueueAllLaterAsync()
    {
        await Task.Delay(SettleTime * (1 + Random.Shared.NextDouble()), time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        EnqueueAll();
    }

    /// <summary>The backstop for whatever was lost on the way.</summary>
    private async Task SweepAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(SweepPeriod * (0.75 + (0.5 * Random.Shared.NextDouble())), time, _stop.Token).ConfigureAwait(false);
            EnqueueAll();
        }
    }

    private void EnqueueAll()
    {
        // In another order on every silo and every time, so that the same ones are not always the last.
        var clusters = directory.Clusters.Where(cluster => cluster.Declared is not null || _revived.ContainsKey(cluster.Name)).Select(cluster => cluster.Name).ToArray();
        Random.Shared.Shuffle(clusters);
        foreach (var cluster in clusters)
        {
            Enqueue(cluster);
        }
    }

    private void Enqueue(string cluster)
    {
        if (_waiting.TryAdd(cluster, 0))
        {
            _due.Writer.TryWrite(cluster);
        }
    }

    private async Task WorkAsync()
    {
        var backoff = new Backoff(time);
        await foreach (var cluster in _due.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            _waiting.TryRemove(cluster, out _);
            try
            {
                await SettleAsync(cluster).ConfigureAwait(false);
            }
            catch (Exception e) when (!_stop.IsCancellationRequested)
            {
                var delay = backoff.Next();
                instruments.OnRevived(succeeded: false);
                if (IsWanted(cluster) && _pausing.TryAdd(cluster, 0))
                {
                    LogFailed(log, cluster, delay, e.Message);
                    _ = EnqueueLaterAsync(cluster, delay);
                }
            }
        }
    }

    private async Task EnqueueLaterAsync(string cluster, TimeSpan delay)
    {
        await Task.Delay(delay, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _pausing.TryRemove(cluster, out _);
        Enqueue(cluster);
    }

    /// <summary>A cluster that is not declared any more is told so once; should that get lost, the grain's own check finds it.</summary>
    private bool IsWanted(string cluster) => directory.Find(cluster)?.Declared is not null;

    private async Task SettleAsync(string cluster)
    {
        if (!IsWanted(cluster))
        {
            if (_revived.TryRemove(cluster, out _))
            {
                await ReviveAsync(cluster).ConfigureAwait(false);
            }
        }
        else if (owners.IsMine(cluster))
        {
            _revived[cluster] = 0;
            await ReviveAsync(cluster).ConfigureAwait(false);
        }
        else
        {
            if (_revived.ContainsKey(cluster) || registry.Find(cluster) is not null)
            {
                await MoveAsync(cluster).ConfigureAwait(false);
            }

            _revived.TryRemove(cluster, out _);
        }
    }

    private async Task ReviveAsync(string cluster)
    {
        await grains.GetGrain<IClusterGrain>(cluster).ReconcileAsync(_stop.Token).ConfigureAwait(false);
        instruments.OnRevived(succeeded: true);
    }

    /// <summary>The feed first, so that it feeds no shard on its way; then the shards; then the new owner is told, in case nothing else wakes it.</summary>
    private async Task MoveAsync(string cluster)
    {
        LogMoving(log, cluster, owners.OwnerOf(cluster));
        var grain = grains.GetGrain<IClusterGrain>(cluster);
        await grain.AsReference<IGrainManagementExtension>().MigrateOnIdle(_stop.Token).ConfigureAwait(false);
        foreach (var slot in registry.Find(cluster)?.Slots ?? [])
        {
            var shard = grains.GetGrain<IInventoryGrain>(new ShardKey(cluster, slot.Shard).ToString());
            await shard.AsReference<IGrainManagementExtension>().MigrateOnIdle(_stop.Token).ConfigureAwait(false);
        }

        await grain.ReconcileAsync(_stop.Token).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Active} of {Known} silos are active; clusters go to where they belong")]
    private static partial void LogMembership(ILogger log, int active, int known);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} moves to {Silo}")]
    private static partial void LogMoving(ILogger log, string cluster, SiloAddress? silo);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster} could not be made live; tried again in {Delay}: {Reason}")]
    private static partial void LogFailed(ILogger log, string cluster, TimeSpan delay, string reason);
}
