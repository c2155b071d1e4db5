using Fleet.Grains.Inventory;
using Fleet.Grains.Placement;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Health;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Workloads;

/// <summary>
/// One workload while it is a concern: remembers since when, says once when it is stuck, lets go when it has been well for a while. Its timer is set to the
/// moment something follows from time alone; otherwise it costs nothing.
/// </summary>
[ClusterPlacement, GrainType("fleet.workload")]
internal sealed partial class WorkloadGrain(
    IFleetStore store, ClusterOwners owners, IOptions<WorkloadConcernOptions> options, GrainInstruments instruments, TimeProvider time, ILogger<WorkloadGrain> log)
    : Grain, IWorkloadGrain
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(15);

    private WorkloadKey _key;
    private ConcernRecord _record = null!;
    private ConcernState? _state;
    private IGrainTimer? _timer;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = WorkloadKey.Parse(this.GetPrimaryKeyString());
        _record = new ConcernRecord(store, this.GetPrimaryKeyString());
        await _record.ReadAsync(cancellationToken);
        _state = _record.State;
        SetTimer();
    }

    public async Task ObserveAsync(WorkloadObservation observation, CancellationToken cancellationToken)
    {
        _state = ConcernState.After(_state, observation, time.GetUtcNow());
        await SaveAsync();
    }

    public Task<WorkloadConcern?> ConcernAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_state is { } state ? new WorkloadConcern(state.Health, state.Reason, state.Since, state.IsStuck) : null);

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (!owners.IsMine(_key.Cluster))
        {
            // The cluster lives elsewhere by now; what is remembered is stored.
            MigrateOnIdle();
            return;
        }

        try
        {
            await LookAsync(cancellationToken);
            await SaveAsync();
        }
        catch (StorageUnavailableException e)
        {
            LogNotSaved(log, _key, e.Message);
            SetTimer(RetryDelay);
        }
    }

    /// <summary>What follows from time, judged on the row as it is published now: an observation may have been lost or come late.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var row = new Workload(_key, Kubernetes.Documents.Document.EmptyObject) { ObjectName = _key.ObjectName };
        var published = await store.GetAsync(PublishedRows.KeyOf(row), cancellationToken);
        var seen = published is null
            ? new WorkloadObservation(long.MaxValue, HealthStatus.Missing, "", 0)
            : ObservationOf(PublishedRows.Read(published));
        var now = time.GetUtcNow();
        _state = ConcernState.After(_state, seen, now);
        if (_state is null || _state.NextCheck(options.Value) is not { } due || due > now)
        {
            return;
        }

        _state = _state.IsSettled ? null : _state with { IsStuck = true };
    }

    private async Task SaveAsync()
    {
        var becameStuck = _state is { IsStuck: true } && _record.State is not { IsStuck: true };
        if (_state is null ? _record.State is not null : _state.IsNewsTo(_record.State))
        {
            try
            {
                await _record.WriteAsync(_state, becameStuck ? [StuckEvent.Of(_key, _state!, time.GetUtcNow())] : []);
            }
            catch (StorageException e) when (e is CommitConflictException or StorageUnavailableException)
            {
                // Another activation wrote, or this write may have happened: the next look starts from what is stored.
                LogNotSaved(log, _key, e.Message);
                DeactivateOnIdle();
                return;
            }
        }

        if (becameStuck)
        {
            instruments.OnStuck();
            LogStuck(log, _key, _state!.Health, _state.Reason, _state.HealthSince);
        }

        if (_state is null)
        {
            DeactivateOnIdle();
        }

        SetTimer();
    }

    private void SetTimer(TimeSpan? atLeast = null)
    {
        _timer?.Dispose();
        _timer = null;
        if (_state?.NextCheck(options.Value) is not { } due)
        {
            return;
        }

        // A tenth later at random: a rollout that stalls in a thousand clusters is not looked at in one instant.
        var wait = due - time.GetUtcNow();
        wait = wait < (atLeast ?? TimeSpan.Zero) ? atLeast ?? TimeSpan.Zero : wait;
        wait += (wait + TimeSpan.FromMilliseconds(50)) * (0.1 * Random.Shared.NextDouble());
        _timer = this.RegisterGrainTimer(CheckAsync, new GrainTimerCreationOptions(wait, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private static WorkloadObservation ObservationOf(Workload row) => new(row.Version, row.Health, row.Reason, 0);

    [LoggerMessage(Level = LogLevel.Information, Message = "Workload {Workload} is stuck: {Health} ({Reason}) since {Since}")]
    private static partial void LogStuck(ILogger log, WorkloadKey workload, HealthStatus health, string reason, DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is known of workload {Workload} could not be saved: {Reason}")]
    private static partial void LogNotSaved(ILogger log, WorkloadKey workload, string reason);
}
