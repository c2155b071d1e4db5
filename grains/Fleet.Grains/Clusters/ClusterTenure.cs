using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Documents;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;

namespace Fleet.Grains.Clusters;

/// <summary>
/// A cluster in the hands of one silo under one epoch and one spec: the session that follows it and the keeper of its status. Over when it is stopped, or when
/// another has become the owner.
/// </summary>
internal sealed class ClusterTenure
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ClusterOwnership _ownership;
    private readonly ClusterServices _services;
    private readonly StatusReader _reader;
    private readonly StatusKeeper _keeper;
    private readonly ClusterSession? _session;
    private readonly ClusterStatus _stored;
    private readonly long _generation;
    private FeedIdentity? _counted;

    private ClusterTenure(string cluster, Document declared, string silo, ClusterOwnership ownership, IFleetStore store, ClusterServices services, IShardSink sink)
    {
        var spec = ClusterSpec.Read(declared.Root);
        _ownership = ownership;
        _services = services;
        _stored = StoredStatus.Read(declared.Root);
        _generation = declared["metadata"u8]["generation"u8].AsInt64() ?? 0;
        _reader = new StatusReader(sink, services.Time, silo);
        _keeper = new StatusKeeper(cluster, store, ownership, StatusAsync, services);
        _session = spec.IsPaused ? null : new ClusterSession(cluster, spec, services, sink, ownership, _keeper.Signal);
    }

    /// <summary>The epoch it writes under.</summary>
    public long Epoch => _ownership.Epoch;

    /// <summary>Into how many shards the cluster is cut; 0 before that is known.</summary>
    public int Shards => _session?.Shards ?? 0;

    /// <summary>Completes when it has been stopped; fails with <see cref="FencedException"/> when another has become the owner.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Becomes the owner of a cluster and starts.</summary>
    /// <exception cref="StorageUnavailableException">The store cannot be written.</exception>
    public static async Task<ClusterTenure> StartAsync(
        string cluster, Document declared, string silo, IFleetStore store, ClusterServices services, IShardSink sink, CancellationToken cancellationToken)
    {
        var ownership = new ClusterOwnership(store, cluster, silo);
        await ownership.AcquireAsync(cancellationToken).ConfigureAwait(false);
        var tenure = new ClusterTenure(cluster, declared, silo, ownership, store, services, sink);
        tenure.Completion = tenure.RunAsync();
        return tenure;
    }

    /// <summary>What is known now.</summary>
    public ClusterObservation Observe() => _session?.Observe() ?? ClusterObservation.None with { IsPaused = true, LastContact = _stored.LastContactTime };

    /// <summary>Looks after what no event tells, and counts anew. To be called now and then.</summary>
    public void Check()
    {
        _counted = null;
        _session?.Check(_stop.Token);
        _keeper.Signal();
    }

    public void Resync() => _session?.Resync();

    /// <summary>A shard has gone; what it was fed under another epoch is not this tenure's loss.</summary>
    public void ShardLost(int shard, long epoch)
    {
        if (epoch == Epoch)
        {
            _session?.ShardLost(shard);
        }
    }

    /// <summary>Stops, and is at rest when this completes.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        var tasks = new List<Task> { _keeper.RunAsync(_stop.Token) };
        if (_session is not null)
        {
            tasks.Add(_session.RunAsync(_stop.Token));
        }

        _keeper.Signal();
        _services.Instruments.Clusters.Add(this);
        try
        {
            await await Task.WhenAny(tasks).ConfigureAwait(false);
        }
        finally
        {
            _services.Instruments.Clusters.Remove(this);
            await _stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClusterStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var seen = Observe();
        if (seen is { IsSynced: true, Feed: { } feed } && feed != _counted)
        {
            await CountAsync(feed, cancellationToken).ConfigureAwait(false);
        }

        return _reader.Read(seen, _generation, _stored);
    }

    private async Task CountAsync(FeedIdentity feed, CancellationToken cancellationToken)
    {
        try
        {
            await _reader.CountAsync(feed.Shards, cancellationToken).ConfigureAwait(false);
            _counted = feed;
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            // A shard is moving; the numbers stay as they were until the next check.
        }
    }
}
