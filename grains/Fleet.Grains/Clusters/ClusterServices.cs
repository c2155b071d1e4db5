using Fleet.Grains.Clusters.Connecting;
using Fleet.Inventory.Ownership;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fleet.Grains.Clusters;

/// <summary>What the sessions of a silo share.</summary>
internal sealed class ClusterServices(
    IClusterConnector connector, ConnectionGate gate, IOptions<ClusterOptions> options, TimeProvider time, DocumentPool pool, GrainInstruments instruments, ILogger<ClusterSession> log)
{
    private readonly WatchedKinds _builtIn = new(pool: pool);

    public IClusterConnector Connector { get; } = connector;

    public ConnectionGate Gate { get; } = gate;

    public ClusterOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    public GrainInstruments Instruments { get; } = instruments;

    public ILogger<ClusterSession> Log { get; } = log;

    /// <summary>What is followed in a cluster; one object for all that ask for nothing besides.</summary>
    public WatchedKinds WatchedKinds(IReadOnlyList<GroupVersionKind> extra) => extra.Count == 0 ? _builtIn : new WatchedKinds(extra, pool);

    /// <summary>A time stretched or shrunk by up to a fifth, so that clusters do not act together.</summary>
    public static TimeSpan Jitter(TimeSpan span) => span * (0.8 + (0.4 * Random.Shared.NextDouble()));
}
