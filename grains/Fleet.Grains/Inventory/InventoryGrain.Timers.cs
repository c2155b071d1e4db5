using Fleet.Inventory.Shards;

namespace Fleet.Grains.Inventory;

/// <content>What a shard does by itself: publish again after a failure, and look after its rows.</content>
internal sealed partial class InventoryGrain
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMinutes(5);

    private void RetryLater(string problem)
    {
        var delay = _backoff.Next();
        _problem = problem;
        LogUnavailable(log, _key, delay, problem);
        _retry?.Dispose();
        _retry = this.RegisterGrainTimer(RetryAsync, new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task RetryAsync(CancellationToken cancellationToken)
    {
        _retry?.Dispose();
        _retry = null;
        try
        {
            await PublishAsync();
        }
        catch (BatchRefusedException)
        {
            // Fenced: the shard has ended, and there is no caller to tell.
        }
    }

    private void OnAvailable()
    {
        if (_problem.Length > 0)
        {
            LogAvailable(log, _key);
            _problem = "";
        }
    }

    /// <summary>Wakes that were lost (a silo that died, a call that failed) are made good; a shard whose cluster has gone elsewhere ends.</summary>
    private Task SweepAsync(CancellationToken cancellationToken)
    {
        if (directory.EpochOf(_key.Cluster) > _slot!.Epoch)
        {
            LogFenced(log, _key, $"the cluster is at epoch {directory.EpochOf(_key.Cluster)}");
            End();
        }
        else if (_inventory is { } inventory)
        {
            WakeAll(inventory.Snapshot);
        }

        return Task.CompletedTask;
    }

    private void WakeAll(ShardSnapshot snapshot)
    {
        foreach (var row in snapshot.Rows)
        {
            waker.Post(row, snapshot.Epoch);
        }
    }

    private static TimeSpan Jittered(TimeSpan period) => period * (0.8 + (0.4 * Random.Shared.NextDouble()));
}
