using Orleans.Concurrency;

namespace Fleet.Grains.Clusters;

/// <summary>One member cluster, live: its connection, its watches, its conditions. The key is the cluster's name. It never holds the rows.</summary>
[Alias("fleet.cluster"), GrainInterfaceType("fleet.cluster")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>
    /// Brings the grain in line with the cluster's declared object: connects, reconnects when the spec changed, lets go when the object is gone.
    /// Idempotent and quick; what takes time goes on in the background.
    /// </summary>
    [Alias("reconcile"), ResponseTimeout("00:00:30")]
    Task ReconcileAsync(CancellationToken cancellationToken);

    /// <summary>Reads everything again from the member cluster.</summary>
    [Alias("resync"), ResponseTimeout("00:00:10")]
    Task ResyncAsync(CancellationToken cancellationToken);

    [Alias("report"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<ClusterReport> ReportAsync(CancellationToken cancellationToken);

    /// <summary>A shard has gone with what it was fed (moved, failed): it must be fed anew.</summary>
    /// <param name="shard">Which.</param>
    /// <param name="epoch">The ownership epoch it was fed under; of another than this grain's it is ignored.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    [Alias("shard-lost"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task ShardLostAsync(int shard, long epoch, CancellationToken cancellationToken);
}
