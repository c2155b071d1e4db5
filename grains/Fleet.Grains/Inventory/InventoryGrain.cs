using Fleet.Grains.Clusters;
using Fleet.Grains.Placement;
using Fleet.Grains.Queries;
using Fleet.Grains.Workloads;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Inventory;

/// <summary>
/// One shard: takes batches in order, keeps the inventory, publishes what changed, shows it to queries, and wakes the grains of workloads that are not well.
/// All its state can be had again: the rows from the store, the objects from the member cluster.
/// </summary>
[ClusterPlacement, GrainType("fleet.inventory")]
internal sealed partial class InventoryGrain(
    IFleetStore store,
    InventoryRegistry registry,
    FleetDirectory directory,
    WorkloadWaker waker,
    GrainInstruments instruments,
    TimeProvider time,
    ILogger<InventoryGrain> log) : Grain, IInventoryGrain
{
    private readonly FeedOrder _order = new();
    private readonly Backoff _backoff = new(time);
    private ShardKey _key;
    private ShardInventory? _inventory;
    private InventorySlot? _slot;
    private ShardPublisher? _publisher;
    private IGrainTimer? _retry;
    private IGrainTimer? _sweep;
    private string _problem = "";
    private bool _isDone;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ShardKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_slot is { } slot)
        {
            registry.Close(slot);
            if (!_isDone)
            {
                // Whoever feeds it would else not notice before the next change in the cluster; the new owner of a cluster that moves may have begun already.
                // Not waited for: the feeder may be waiting for this shard.
                GrainFactory.GetGrain<IClusterGrain>(_key.Cluster).ShardLostAsync(_key.Shard, _order.Epoch, CancellationToken.None).Ignore();
            }
        }

        return Task.CompletedTask;
    }

    public async Task ApplyAsync(InventoryBatch batch, CancellationToken cancellationToken)
    {
        if (_isDone || _order.Check(batch) is not null)
        {
            throw Refused(batch, _isDone ? BatchRefusal.Fenced : _order.Check(batch)!.Value);
        }

        if (_inventory is null || batch.Epoch != _order.Epoch)
        {
            await OpenAsync(batch.Epoch, batch.Shards, cancellationToken);
        }

        if (_order.StartsFeed(batch))
        {
            _inventory!.StartFeed();
        }

        _order.Accept(batch);
        Take(_inventory!, batch);
        if (_retry is null)
        {
            await PublishAsync();
        }
    }

    public Task<WorkloadDetailMessage?> DescribeAsync(string workload, CancellationToken cancellationToken) => Task.FromResult(
        _inventory?.Describe(WorkloadKey.Parse(workload)) is { } detail
            ? new WorkloadDetailMessage(detail.Row.Document, detail.Row.Version, [.. detail.Objects], [.. detail.Events])
            : null);

    public Task<InventoryStatistics> StatisticsAsync(CancellationToken cancellationToken)
    {
        var held = _inventory?.Statistics ?? new ShardStatistics(0, 0, 0, IsSynced: false);
        Span<int> counts = stackalloc int[Enum.GetValues<HealthStatus>().Length];
        foreach (var row in _inventory?.Snapshot.Rows ?? [])
        {
            counts[(int)row.Health]++;
        }

        return Task.FromResult(new InventoryStatistics(held.Objects, held.Rows, held.DocumentBytes, held.IsSynced)
        {
            Healthy = counts[(int)HealthStatus.Healthy],
            Progressing = counts[(int)HealthStatus.Progressing],
            Degraded = counts[(int)HealthStatus.Degraded],
            Suspended = counts[(int)HealthStatus.Suspended],
            Problem = _problem,
        });
    }

    public async Task RetireAsync(long epoch, int shards, CancellationToken cancellationToken)
    {
        if (_isDone || epoch < _order.Epoch)
        {
            throw new BatchRefusedException(_key.ToString(), _isDone ? BatchRefusal.Fenced : BatchRefusal.Old, $"it is to be retired under epoch {epoch}, and has epoch {_order.Epoch}");
        }

        if (_inventory is null || epoch != _slot!.Epoch)
        {
            await OpenAsync(epoch, shards, cancellationToken);
        }

        // A whole state with nothing in it: everything published is gone.
        _order.Break();
        _inventory!.StartFeed();
        _inventory.CompleteSync();
        var rows = _inventory.Snapshot.Rows.Length;
        await PublishAsync();
        if (_publisher!.IsBehind)
        {
            throw new BatchRefusedException(_key.ToString(), BatchRefusal.Unavailable, $"its rows cannot be taken back yet: {_problem}");
        }

        LogRetired(log, _key, rows);
        End();
    }

    private async Task OpenAsync(long epoch, int shards, CancellationToken cancellationToken)
    {
        var inventory = new ShardInventory(_key.Cluster, _key.Shard, epoch);
        var slot = new InventorySlot(_key.Cluster, _key.Shard, shards, epoch);
        var publisher = new ShardPublisher(store, time, instruments, inventory, slot, log);

        // In the registry before anything is committed under this epoch: readers then know of it.
        registry.Open(slot);
        if (_slot is { } old)
        {
            registry.Close(old);
        }

        (_inventory, _slot, _publisher) = (null, slot, null);
        await publisher.LoadAsync(cancellationToken);
        (_inventory, _publisher) = (inventory, publisher);
        _sweep ??= this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(Jittered(SweepPeriod), Jittered(SweepPeriod)));
        LogOpened(log, _key, epoch, inventory.Snapshot.Rows.Length);
    }

    private void Take(ShardInventory inventory, InventoryBatch batch)
    {
        inventory.Apply(batch.Changes);
        if (batch.CompletesSync)
        {
            inventory.CompleteSync(batch.UnreadKinds.Length == 0 ? null : batch.UnreadKinds.Select(GroupKindOf).ToHashSet());
            WakeAll(inventory.Snapshot);
        }
    }

    /// <summary>Commits what differs. A store that is away is no fault of the caller: what it gave is kept and published later.</summary>
    private async Task PublishAsync()
    {
        var published = new List<PublishedChange>();
        try
        {
            await _publisher!.PublishAsync(published);
            OnAvailable();
        }
        catch (FencedException e)
        {
            LogFenced(log, _key, e.Message);
            End();
            throw new BatchRefusedException(_key.ToString(), BatchRefusal.Fenced, e.Message);
        }
        catch (StorageUnavailableException e)
        {
            RetryLater(e.Message);
        }
        finally
        {
            published.ForEach(done => waker.Post(done, _slot!.Epoch));
        }
    }

    private BatchRefusedException Refused(InventoryBatch batch, BatchRefusal reason)
    {
        instruments.OnRefused(reason.ToString());
        LogRefused(log, _key, batch.Epoch, batch.Feed, batch.Sequence, reason);
        return new(_key.ToString(), reason, $"batch {batch.Sequence} of feed {batch.Feed} under epoch {batch.Epoch} is {reason.ToString().ToLowerInvariant()}");
    }

    private void End()
    {
        _isDone = true;
        _retry?.Dispose();
        registry.Close(_slot!);
        DeactivateOnIdle();
    }

    private static GroupKind GroupKindOf(string kindDotGroup)
    {
        var dot = kindDotGroup.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? new("", kindDotGroup) : new(kindDotGroup[(dot + 1)..], kindDotGroup[..dot]);
    }
}
