namespace Fleet.Grains.Clusters;

/// <summary>How member clusters are connected and followed. Configuration section <c>Fleet:Clusters</c>.</summary>
public sealed class ClusterOptions
{
    public const string Section = "Fleet:Clusters";

    /// <summary>First contacts of a silo with clusters in flight, 1 to 1024. One that does not answer holds its place until the timeout.</summary>
    public int MaxConcurrentConnects { get; set; } = 128;

    /// <summary>Clusters of a silo that are being read for the first time at one time, 1 to 1024; none holds its place longer than 10 s.</summary>
    public int MaxConcurrentReads { get; set; } = 32;

    /// <summary>To have a TCP and TLS connection, more than zero to a minute.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For one answer (not of lists and watches), more than zero to 10 minutes.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a cluster looks after itself (lag, numbers in its status), jittered by a fifth; 1 s to an hour.</summary>
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often permissions and served kinds are asked for again, jittered by a fifth; 1 s to a day.</summary>
    public TimeSpan AccessInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Least time between two writes of a cluster's status, zero to a minute.</summary>
    public TimeSpan StatusDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Kubeconfigs declared as text may run programs for credentials. Off: whoever may declare a cluster could run anything here.</summary>
    public bool AllowExecPlugins { get; set; }

    /// <summary>
    /// Declared clusters may be on this machine (a simulator, kind, minikube). Null: yes; the silo says no when its API is open beyond loopback, as whoever
    /// may declare a cluster could reach this machine's own ports by it.
    /// </summary>
    public bool? AllowLoopback { get; set; }

    /// <summary>
    /// Servers the silo's own cloud tokens may be sent to besides the clouds' own domains: host names, or domains that begin with a dot (private endpoints; GKE
    /// clusters that are given by their IP).
    /// </summary>
    public IList<string> TrustedTokenHosts { get; set; } = [];

    /// <summary>Folders whose files <c>credentials.kubeconfigFile</c> may name. Their kubeconfigs are trusted: exec plugins and references to files work.</summary>
    public IList<string> KubeconfigFolders { get; set; } = [];

    /// <summary>A folder whose kubeconfigs are the fleet's clusters, one a context; it is one of <see cref="KubeconfigFolders"/> by itself. Null for none.</summary>
    public string? KubeconfigDirectory { get; set; }

    /// <summary>How often <see cref="KubeconfigDirectory"/> is looked at, 100 ms to an hour.</summary>
    public TimeSpan KubeconfigDirectoryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a context must be missing before its cluster leaves the fleet, zero to a day. With several silos more than their folders may differ: a mounted
    /// Secret takes minutes.
    /// </summary>
    public TimeSpan KubeconfigRemovalDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Changes a batch to a shard, 1 to 10,000.</summary>
    public int BatchSize { get; set; } = 200;

    /// <summary>How long the first change of a batch waits for others, zero to a second.</summary>
    public TimeSpan BatchDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Objects a shard is meant for, 100 to 1,000,000. A cluster is cut anew when it has twice as many a shard.</summary>
    public int ObjectsPerShard { get; set; } = 5_000;

    /// <summary>Most shards of a cluster, a power of two up to 1024.</summary>
    public int MaxShards { get; set; } = 64;

    /// <summary>
    /// Most objects that are followed of one cluster, 100 to 100,000,000. One that has more is not followed on (<c>TooLarge</c>): it would take the silo, and
    /// with it all others.
    /// </summary>
    public int MaxObjects { get; set; } = 1_000_000;

    /// <summary>Most bytes that the documents of one cluster's objects may take together, 1 MiB to 1 TiB.</summary>
    public long MaxBytes { get; set; } = 2L << 30;
}
