using System.Threading.Channels;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Resources;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;

namespace Fleet.Grains.Clusters.Conditions;

/// <summary>
/// Writes a cluster's status: when told that something changed, at most once a <see cref="ClusterOptions.StatusDelay"/>, by compare-and-swap that keeps
/// whatever stands in the spec, never when nothing changed. The events of a transition are in the commit that makes it.
/// </summary>
internal sealed partial class StatusKeeper(
    string cluster, IFleetStore store, ClusterOwnership ownership, Func<CancellationToken, Task<ClusterStatus>> status, ClusterServices services)
{
    private const int MaxConflicts = 10;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TimeProvider _time = services.Time;

    /// <summary>The record of a cluster's declared object.</summary>
    public static RecordKey KeyOf(string cluster) => new(RecordKey.Declared, new ObjectKey(FleetKinds.Clusters.GroupResource, "", cluster));

    /// <summary>Something may have changed. Cheap; many calls make one write.</summary>
    public void Signal() => _signal.Writer.TryWrite(true);

    /// <summary>Writes until cancelled, off the caller's thread.</summary>
    /// <exception cref="FencedException">Another has become the owner.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => Task.Run(() => LoopAsync(cancellationToken), CancellationToken.None);

    /// <summary>Brings the stored status in line now.</summary>
    /// <returns>False when there is no such object.</returns>
    /// <exception cref="FencedException">Another has become the owner.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be written.</exception>
    public async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        var next = await status(cancellationToken).ConfigureAwait(false);
        for (var attempt = 0; ; attempt++)
        {
            if (await store.GetAsync(KeyOf(cluster), cancellationToken).ConfigureAwait(false) is not { } record)
            {
                return false;
            }

            var node = record.Document.Root.ToNode();
            var now = _time.GetUtcNow();
            if (!next.ApplyTo(node, now))
            {
                return true;
            }

            var commit = new FleetCommit
            {
                Mutations = [new Mutation(record.Key, node.ToDocument()) { ExpectedVersion = record.Version }],
                Events = ClusterEvents.Of(cluster, record.Document["status"u8], next, now),
            };
            try
            {
                await ownership.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (CommitConflictException) when (attempt < MaxConflicts)
            {
                // Somebody changed the spec meanwhile: on top of that then.
            }
        }
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _signal.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                _signal.Reader.TryRead(out _);
                var pause = services.Options.StatusDelay;
                try
                {
                    await WriteAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is StorageUnavailableException or CommitConflictException)
                {
                    LogNotWritten(services.Log, cluster, error.Message);
                    Signal();
                    pause = RetryPause;
                }

                await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }
}
