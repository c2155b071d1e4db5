using Fleet.Storage.Log;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>Under which epoch a grain writes about its cluster. Whoever acquires later wins; the earlier one finds out and stops. Thread safe.</summary>
internal sealed class ClusterOwnership(IFleetStore store, string cluster, string silo)
{
    private long _epoch;

    /// <summary>0 before <see cref="AcquireAsync"/>.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    public Fence Fence => new(cluster, Epoch);

    /// <summary>Becomes the owner, under a new epoch: also to cut the cluster into other shards.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _epoch, await store.AcquireAsync(cluster, silo, cancellationToken).ConfigureAwait(false));

    /// <summary>Makes sure that nobody else has become the owner.</summary>
    /// <exception cref="FencedException">Somebody has.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(RecordKey.Ownership(cluster), cancellationToken).ConfigureAwait(false);
        if (record?.Document["epoch"u8].AsInt64() is { } current && current > Epoch)
        {
            throw new FencedException(Fence, current);
        }
    }
}
