using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Values;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>Makes a cluster's status of what its session and its shards know. Numbers that change by themselves are coarse: every write is watched.</summary>
internal sealed class StatusReader(IShardSink sink, TimeProvider time, string silo)
{
    /// <summary>While a cluster answers, the time of its last answer is given to this.</summary>
    private static readonly TimeSpan ContactGrain = TimeSpan.FromMinutes(5);

    /// <summary>What <c>watchLagSeconds</c> is given to: a cluster that is away for a day changes it ten times, not each time somebody looks.</summary>
    private static readonly long[] LagSteps = [60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400];

    private volatile WorkloadCounts _counts = new();
    private ClusterStatus? _last;

    /// <summary>Counts the workloads of the shards anew.</summary>
    public async Task CountAsync(int shards, CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, shards).Select(shard => sink.StatisticsAsync(shard, cancellationToken))).ConfigureAwait(false);
        _counts = new WorkloadCounts
        {
            Total = all.Sum(shard => (long)shard.Rows),
            Healthy = all.Sum(shard => (long)shard.Healthy),
            Progressing = all.Sum(shard => (long)shard.Progressing),
            Degraded = all.Sum(shard => (long)shard.Degraded),
            Suspended = all.Sum(shard => (long)shard.Suspended),
            Unknown = all.Sum(shard => (long)(shard.Rows - shard.Healthy - shard.Progressing - shard.Degraded - shard.Suspended)),
        };
    }

    /// <summary>The status now. What is not known at present stays as it was last known (<paramref name="stored"/>).</summary>
    public ClusterStatus Read(ClusterObservation seen, long generation, ClusterStatus? stored)
    {
        var before = _last ?? stored ?? new ClusterStatus();
        var next = before with
        {
            ObservedGeneration = generation,
            Conditions = ConditionRules.Of(seen, time.GetUtcNow(), before.Conditions),
            LastContactTime = ContactOf(seen) ?? before.LastContactTime,
            WatchLagSeconds = seen.Lag is { } lag ? LagOf(lag) : before.WatchLagSeconds,
            Silo = silo,
        };
        if (seen.Version.Length > 0)
        {
            next = next with { Version = seen.Version, Server = seen.Server };
        }

        if (seen.Capacity is { } capacity)
        {
            next = next with
            {
                Nodes = capacity.Nodes,
                AllocatableCpu = Quantity.FromScaled(capacity.CpuMillicores, -3).ToString(),
                AllocatableMemory = new Quantity(capacity.MemoryBytes, QuantityFormat.BinarySI).ToString(),
                AllocatablePods = capacity.Pods,
            };
        }

        if (seen.IsSynced)
        {
            next = next with { Workloads = _counts, Objects = seen.Objects };
        }

        return _last = next;
    }

    /// <summary>Exact while the cluster is silent, as it does not change then.</summary>
    private static DateTimeOffset? ContactOf(ClusterObservation seen) => seen is { Problem: null, IsPaused: false, LastContact: { } contact }
        ? new DateTimeOffset(contact.UtcTicks - (contact.UtcTicks % ContactGrain.Ticks), TimeSpan.Zero)
        : seen.LastContact;

    /// <summary>Zero as long as the bookmarks come, which servers send once a minute.</summary>
    private static long LagOf(TimeSpan lag) => lag < ConditionRules.SilenceLimit / 2 ? 0 : LagSteps.Last(step => step <= lag.TotalSeconds);
}
