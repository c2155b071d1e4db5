using System.Collections.Immutable;
using Fleet.Grains.Inventory;
using Fleet.Inventory.Ownership;
using Fleet.Inventory.Queries;
using Fleet.Inventory.Shards;
using Fleet.Inventory.Workloads;

namespace Fleet.Grains.Queries;

/// <summary>Answers for the shards of this silo out of its registry, on the caller's thread and without a call.</summary>
public sealed class LocalShards(InventoryRegistry registry, FleetDirectory directory, IGrainFactory grains, TimeProvider time)
{
    /// <summary>How long an answer waits for commits. A commit takes milliseconds.</summary>
    internal static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(2);

    private readonly HeldSets _sets = new();

    /// <exception cref="WorkloadQueryException">The question is not valid.</exception>
    public async ValueTask<SiloAnswer> AskAsync(SiloQuestion question, CancellationToken cancellationToken)
    {
        var plan = question.Query is { } query ? WorkloadQueryPlan.Compile(query) : null;
        var snapshots = new List<ShardSnapshot>();
        var held = await CollectAsync(question, MayMatch(question, plan), snapshots, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Clusters that cannot hold what is asked for are not waited for.</summary>
    private static Func<string, bool> MayMatch(SiloQuestion question, WorkloadQueryPlan? plan) => (question.List, plan) switch
    {
        ({ } list, null) => WorkloadFilter.Compile(list.Namespace, list.LabelSelector, list.FieldSelector, list.Scope).MayMatchCluster,
        (null, { } query) => query.MayMatchCluster,
        _ => static _ => true,
    };

    /// <summary>
    /// The snapshots of all shards that may answer. What a shard was committing when the question came is waited for, as the asker may have seen it in the log
    /// already; what it begins to commit later the asker cannot have seen.
    /// </summary>
    private async ValueTask<HeldShards> CollectAsync(SiloQuestion question, Func<string, bool> mayMatch, List<ShardSnapshot> snapshots, CancellationToken cancellationToken)
    {
        var except = question.Except.IsDefaultOrEmpty ? null : question.Except.ToHashSet(StringComparer.Ordinal);
        var asked = registry.Clusters
            .Select(cluster => (Cluster: cluster, IsTaken: except?.Contains(cluster.Name) != true && mayMatch(cluster.Name)))
            .Select(entry => (entry.Cluster, entry.IsTaken, Commits: entry.IsTaken ? entry.Cluster.Commits : null))
            .ToArray();
        await WaitAsync([.. asked.Select(entry => entry.Commits).OfType<Task>()], cancellationToken).ConfigureAwait(false);
        var set = ImmutableArray.CreateBuilder<HeldShardsEntry>(asked.Length);
        foreach (var (cluster, isTaken, commits) in asked)
        {
            var isWhole = commits is not { IsCompleted: false } && cluster.Epoch >= directory.EpochOf(cluster.Name)
                && (isTaken ? cluster.TryTake(snapshots) : cluster.IsWhole);
            set.Add(new(cluster.Name, cluster.Epoch, isWhole));
        }

        // The name is that of the set this answer was made from, whatever has moved meanwhile.
        var held = _sets.Name(set.MoveToImmutable());
        return held.Stamp == question.KnownStamp ? held with { Clusters = default } : held;
    }

    /// <summary>A store that is away holds up nobody for long: clusters whose commits are not done then are not answered for.</summary>
    private async ValueTask WaitAsync(Task[] commits, CancellationToken cancellationToken)
    {
        if (commits.Length == 0)
        {
            return;
        }

        try
        {
            await Task.WhenAll(commits).WaitAsync(CommitPatience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Which ones is seen by their tasks.
        }
    }
}
