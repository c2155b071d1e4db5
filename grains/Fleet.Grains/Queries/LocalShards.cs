using System.Collections.Immutable;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Queries;

/// <summary>Answers for the shards of this silo out of its registry, on the caller's thread and without a call.</summary>
public sealed class LocalShards(InventoryRegistry registry, FleetDirectory directory, IGrainFactory grains)
{
    /// <summary>Changes with the set of clusters that answers are made from. Both parts only rise.</summary>
    private long Stamp => registry.Stamp + directory.OwnershipStamp;

    /// <exception cref="WorkloadQueryException">The question is not valid.</exception>
    public async ValueTask<SiloAnswer> AskAsync(SiloQuestion question, CancellationToken cancellationToken)
    {
        var plan = question.Query is { } query ? WorkloadQueryPlan.Compile(query) : null;
        var snapshots = new List<ShardSnapshot>();
        var held = await CollectAsync(question, snapshots, cancellationToken).ConfigureAwait(false);
        return new SiloAnswer
        {
            Page = question.List is { } list ? WorkloadListing.Read(snapshots, list) : null,
            Partial = plan?.Execute(snapshots, Environment.ProcessorCount),
            Held = held,
        };
    }

    /// <summary>A workload with its objects; null when no shard here has it.</summary>
    public async Task<WorkloadDetailMessage?> DescribeAsync(WorkloadKey key, CancellationToken cancellationToken)
    {
        if (registry.Find(key.Cluster) is not { IsWhole: true } held)
        {
            return null;
        }

        var shard = new ShardKey(key.Cluster, MemberRouter.ShardOf(key, held.Slots[0].Shards));
        return await grains.GetGrain<IInventoryGrain>(shard.ToString()).DescribeAsync(key.ToGrainKey(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The snapshots of all shards that may answer. What a shard is committing at the moment is waited for: the asker may have seen it in the log already.
    /// </summary>
    private async ValueTask<HeldShards> CollectAsync(SiloQuestion question, List<ShardSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var stamp = Stamp;
        var isKnown = stamp == question.KnownStamp;
        var except = question.Except.IsDefaultOrEmpty ? null : question.Except.ToHashSet(StringComparer.Ordinal);
        var entries = isKnown ? null : ImmutableArray.CreateBuilder<HeldShardsEntry>();
        foreach (var cluster in registry.Clusters)
        {
            var isWhole = cluster.IsWhole && cluster.Epoch >= directory.EpochOf(cluster.Name);
            if (isWhole && except?.Contains(cluster.Name) != true)
            {
                isWhole = await TakeAsync(cluster, snapshots, cancellationToken).ConfigureAwait(false);
            }

            entries?.Add(new(cluster.Name, cluster.Epoch, isWhole));
        }

        // The set moved meanwhile: what the asker knows of it is not what this answer was made from.
        return isKnown && Stamp != stamp
            ? await CollectAgainAsync(question, snapshots, cancellationToken).ConfigureAwait(false)
            : new(stamp, entries?.DrainToImmutable() ?? default);
    }

    private ValueTask<HeldShards> CollectAgainAsync(SiloQuestion question, List<ShardSnapshot> snapshots, CancellationToken cancellationToken)
    {
        snapshots.Clear();
        return CollectAsync(question with { KnownStamp = -1 }, snapshots, cancellationToken);
    }

    private static async ValueTask<bool> TakeAsync(HeldCluster cluster, List<ShardSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var start = snapshots.Count;
        foreach (var slot in cluster.Slots)
        {
            if (slot.Pending is { IsCompleted: false } pending)
            {
                await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            // Looked at again after the wait: the commit may have found out that the shard is no longer the owner.
            var snapshot = slot.Snapshot;
            if (!slot.IsReadable || snapshot is null)
            {
                snapshots.RemoveRange(start, snapshots.Count - start);
                return false;
            }

            snapshots.Add(snapshot);
        }

        return true;
    }
}
