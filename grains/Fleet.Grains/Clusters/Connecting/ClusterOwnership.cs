using Fleet.Storage.Log;

namespace Fleet.Grains.Clusters.Connecting;

/// <summary>Under which epoch a grain writes about its cluster. Whoever acquires later wins; the earlier one finds out and stops. Thread safe.</summary>
internal sealed class ClusterOwnership(IFleetStore store, string cluster, string silo)
{
    /// <summary>Held by whoever acquires or commits: a commit that meets our own next epoch would be taken for another's.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private long _epoch;

    /// <summary>0 before <see cref="AcquireAsync"/>.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    public Fence Fence => new(cluster, Epoch);

    /// <summary>Becomes the owner, under a new epoch: also to cut the cluster into other shards.</summary>
    public async Task AcquireAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Interlocked.Exchange(ref _epoch, await store.AcquireAsync(cluster, silo, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Writes under the epoch.</summary>
    /// <exception cref="CommitConflictException">A record is not at the expected version.</exception>
    /// <exception cref="FencedException">Another has become the owner.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be written.</exception>
    public async Task CommitAsync(FleetCommit commit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await store.CommitAsync(commit with { Fence = Fence }, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

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
