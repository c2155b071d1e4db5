using Fleet.Grains.Clusters.Conditions;

namespace Fleet.Grains.Clusters.Following;

/// <summary>What a session knows of its cluster at one moment.</summary>
internal sealed record ClusterObservation
{
    /// <summary>Nothing is known, because nothing has been tried.</summary>
    public static ClusterObservation None { get; } = new();

    /// <summary>The session is not running because the spec says so.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why the cluster cannot be reached; null when it can, or has not been tried.</summary>
    public ClusterProblem? Problem { get; init; }

    /// <summary>When it last said anything; null before it ever did.</summary>
    public DateTimeOffset? LastContact { get; init; }

    /// <summary>The address of the API server; empty before it is known.</summary>
    public string Server { get; init; } = "";

    /// <summary>The version of the API server; empty before it is known.</summary>
    public string Version { get; init; } = "";

    /// <summary>Null before the nodes have been read.</summary>
    public (int Nodes, long CpuMillicores, long MemoryBytes, long Pods)? Capacity { get; init; }

    /// <summary>Null before the cluster has been asked.</summary>
    public ClusterSurvey? Survey { get; init; }

    public IReadOnlyList<KindState> Kinds { get; init; } = [];

    public bool IsSynced { get; init; }

    /// <summary>For how long the whole state has been being read; null when it is not.</summary>
    public TimeSpan? Reading { get; init; }

    /// <summary>Why the last feed failed, until one has succeeded.</summary>
    public ClusterProblem? FeedProblem { get; init; }

    public FeedIdentity? Feed { get; init; }

    public int Objects => Kinds.Sum(kind => kind.Objects);

    /// <summary>How far behind the most silent kind may be; null while nothing is followed.</summary>
    public TimeSpan? Lag => Kinds.Count == 0 ? null : Kinds.Max(kind => kind.Lag ?? TimeSpan.Zero);
}
