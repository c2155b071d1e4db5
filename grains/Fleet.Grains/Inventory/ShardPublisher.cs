using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;
using Fleet.Storage.Log;

namespace Fleet.Grains.Inventory;

/// <summary>
/// Brings what the fleet knows in line with what a shard sees: commits the rows that differ, with the events they mean, under the cluster's epoch, then shows
/// them. Used on the shard's activation only.
/// </summary>
internal sealed class ShardPublisher(IFleetStore store, TimeProvider time, GrainInstruments instruments, ShardInventory inventory, InventorySlot slot)
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
        var pending = inventory.Pending();
        for (var start = 0; start < pending.Count; start += MaxChanges)
        {
            var changes = start == 0 && pending.Count <= MaxChanges ? pending : [.. pending.Skip(start).Take(MaxChanges)];
            var started = time.GetTimestamp();
            slot.Begin();

            // Never the caller's token: a commit given up half-way would leave it open whether it was written.
            var result = await store.CommitAsync(CommitOf(changes), CancellationToken.None);
            inventory.MarkPublished(changes, result.VersionOf);
            slot.Publish(inventory.Snapshot);
            instruments.OnPublished(changes.Count, time.GetElapsedTime(started));
            for (var i = 0; i < changes.Count; i++)
            {
                published.Add(new(changes[i], result.VersionOf(i)));
            }
        }
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
