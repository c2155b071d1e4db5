using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Values;
using Fleet.Resources.Clusters;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>Makes a cluster's status of what its session and its shards know. Numbers that change by themselves are coarse: every write is watched.</summary>
internal sealed class StatusReader(IShardSink sink, TimeProvider time, string silo)
{
    /// <summary>While a cluster answers, the time of its last answer is moved on once it is this old.</summary>
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
        seen = seen with { LastContact = seen.LastContact ?? before.LastContactTime };
        var next = before with
        {
            ObservedGeneration = generation,
            Conditions = ConditionRules.Of(seen, time.GetUtcNow(), before.Conditions),
            LastContactTime = ContactOf(seen, before.LastContactTime),
            WatchLagSeconds = LagOf(seen, before.WatchLagSeconds),
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

    /// <summary>Always a time at which the cluster did answer; the last one while it is silent, as that does not change then.</summary>
    private static DateTimeOffset? ContactOf(ClusterObservation seen, DateTimeOffset? before) =>
        seen is { Problem: null, IsPaused: false } && before is { } told && seen.LastContact - told < ContactGrain ? told : seen.LastContact;

    /// <summary>
    /// Zero as long as the bookmarks come, which servers send once a minute. Nothing is followed of a cluster that does not answer: then it is the time since it
    /// did, and none is given while that is too short to be a step.
    /// </summary>
    private long? LagOf(ClusterObservation seen, long? before)
    {
        if (seen.IsPaused || seen.Problem is not null)
        {
            return time.GetUtcNow() - seen.LastContact is { } silent && silent.TotalSeconds >= LagSteps[0] ? StepOf(silent) : null;
        }

        return seen.Lag is { } lag ? (lag < ConditionRules.SilenceLimit / 2 ? 0 : StepOf(lag)) : before;
    }

    private static long StepOf(TimeSpan lag) => LagSteps.Last(step => step <= lag.TotalSeconds);
}
