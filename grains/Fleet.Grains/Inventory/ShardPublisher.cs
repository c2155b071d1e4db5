using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Storage.Log;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Inventory;

/// <summary>
/// Brings what the fleet knows in line with what a shard sees: commits the rows that differ, with the events they mean, under the cluster's epoch, then shows
/// them. Used on the shard's activation only.
/// </summary>
internal sealed partial class ShardPublisher(
    IFleetStore store, TimeProvider time, GrainInstruments instruments, ShardInventory inventory, InventorySlot slot, ILogger log)
{
    /// <summary>Rows a commit. A first sync of thousands is cut up, so that it does not hold up the commits of others.</summary>
    public const int MaxChanges = 500;

    private bool _isInDoubt;

    /// <summary>Rows wait for the store.</summary>
    public bool IsBehind => _isInDoubt || inventory.HasPending;

    /// <summary>Loads what is published.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        inventory.LoadPublished(await PublishedRows.LoadAsync(store, slot.Cluster, slot.Shard, slot.Shards, cancellationToken));
        _isInDoubt = false;
        slot.Publish(inventory.Snapshot);
    }

    /// <summary>Publishes all that differs; what was published is returned, as far as it went.</summary>
    /// <exception cref="FencedException">The cluster has another owner: the shard must end.</exception>
    /// <exception cref="StorageUnavailableException">Nothing is lost: call again later.</exception>
    public async Task PublishAsync(List<PublishedChange> published)
    {
        if (!IsBehind)
        {
            return;
        }

        using var activity = GrainInstruments.Activities.StartActivity("shard.publish")?.AddTag("fleet.cluster", slot.Cluster).AddTag("fleet.shard", slot.Shard);
        try
        {
            if (_isInDoubt)
            {
                // The commit before may have been written after all; its events must not be written twice.
                await LoadAsync(CancellationToken.None);
            }

            await CommitAllAsync(published);
        }
        catch (Exception)
        {
            _isInDoubt = true;
            slot.Doubt();
            throw;
        }
    }

    /// <summary>Each commit is shown as soon as it is made: a reader waits for one, not for all.</summary>
    private async Task CommitAllAsync(List<PublishedChange> published)
    {
        var pending = Committable(inventory.Pending());
        for (var start = 0; start < pending.Count; start += MaxChanges)
        {
            await CommitAsync(start == 0 && pending.Count <= MaxChanges ? pending : [.. pending.Skip(start).Take(MaxChanges)], published);
        }
    }

    /// <summary>
    /// One change a record. A cut name can be given on purpose to another workload, whose row is then withheld: two rows under one name would be refused by
    /// the store, and no object of a member cluster may stop what is told of all others.
    /// </summary>
    private List<WorkloadChange> Committable(IReadOnlyList<WorkloadChange> pending)
    {
        var records = new HashSet<RecordKey>(pending.Count);
        var committable = new List<WorkloadChange>(pending.Count);
        foreach (var change in pending)
        {
            var holder = change.Before is null ? inventory.Snapshot.InPlaceOf(change.Row) : null;
            if (holder is null && records.Add(PublishedRows.KeyOf(change.Row)))
            {
                committable.Add(change);
            }
            else
            {
                Withhold(change, "another workload has its name");
            }
        }

        return committable;
    }

    private async Task CommitAsync(IReadOnlyList<WorkloadChange> changes, List<PublishedChange> published)
    {
        var started = time.GetTimestamp();
        slot.Begin();
        CommitResult result;
        try
        {
            // Never the caller's token: a commit given up half-way would leave it open whether it was written.
            result = await store.CommitAsync(CommitOf(changes), CancellationToken.None);
        }
        catch (ArgumentException refused)
        {
            // Nothing was written, and never will be with that row in it: the others are not to pay for it.
            if (changes.Count == 1)
            {
                Withhold(changes[0], refused.Message);
                slot.Publish(inventory.Snapshot);
                return;
            }

            await CommitAsync([.. changes.Take(changes.Count / 2)], published);
            await CommitAsync([.. changes.Skip(changes.Count / 2)], published);
            return;
        }

        inventory.MarkPublished(changes, result.VersionOf);
        slot.Publish(inventory.Snapshot);
        instruments.OnPublished(changes.Count, time.GetElapsedTime(started));
        for (var i = 0; i < changes.Count; i++)
        {
            published.Add(new(changes[i], result.VersionOf(i)));
        }
    }

    private void Withhold(WorkloadChange change, string why)
    {
        inventory.Withhold(change);
        LogWithheld(log, slot.Cluster, slot.Shard, change.Row.Key, change.Row.ObjectName, why);
    }

    private FleetCommit CommitOf(IReadOnlyList<WorkloadChange> changes)
    {
        var now = time.GetUtcNow();
        return new FleetCommit
        {
            Mutations = [.. changes.Select(change => new Mutation(PublishedRows.KeyOf(change.Row), change.After?.Document))],
            Events = [.. changes.SelectMany(change => WorkloadEvents.Of(change, now))],
            Fence = new Fence(slot.Cluster, slot.Epoch),
        };
    }
}
