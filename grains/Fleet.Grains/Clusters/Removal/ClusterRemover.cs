using Fleet.Grains.Clusters.Conditions;
using Fleet.Grains.Clusters.Connecting;
using Fleet.Grains.Clusters.Following;
using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Client;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Resources.Clusters;
using Fleet.Storage.Log;
using Fleet.Storage.Vault;

namespace Fleet.Grains.Clusters.Removal;

/// <summary>
/// Takes a cluster out of the fleet once its object is being deleted: what it has published is taken back, what the engine owns in it is deleted where the
/// spec says so, its credentials are forgotten, and the finalizer goes last. Every step can be repeated.
/// </summary>
internal sealed class ClusterRemover(IFleetStore store, CredentialVault vault, IClusterConnector connector, TimeProvider time)
{
    private const int MaxConflicts = 10;

    /// <summary>The object is being deleted and waits for us.</summary>
    public static bool IsDue(Document cluster) =>
        cluster["metadata"u8]["deletionTimestamp"u8].IsString && Finalizers.Of(cluster.Root).Contains(FleetKinds.ClusterFinalizer);

    /// <exception cref="ClusterException">What is owned there is to be deleted, and the cluster does not let us.</exception>
    /// <exception cref="KubeconfigException">As above, and its credentials cannot be used.</exception>
    /// <exception cref="StorageException">The store cannot be written now.</exception>
    public async Task RemoveAsync(string cluster, string silo, IShardSink shards, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(StatusKeeper.KeyOf(cluster), cancellationToken).ConfigureAwait(false) is not { } record || !IsDue(record.Document))
        {
            return;
        }

        var spec = ClusterSpec.Read(record.Document.Root);
        if (spec.Removal == ClusterRemoval.Delete)
        {
            await using var connection = await connector.ConnectAsync(cluster, spec, cancellationToken).ConfigureAwait(false);
            await new OwnedObjects(new KubernetesApiClient(connection)).DeleteAsync(cancellationToken).ConfigureAwait(false);
        }

        var ownership = new ClusterOwnership(store, cluster, silo);
        await ownership.AcquireAsync(cancellationToken).ConfigureAwait(false);
        await shards.RetireAsync(ownership.Epoch, cancellationToken).ConfigureAwait(false);
        await vault.ForgetAsync(cluster, null, cancellationToken).ConfigureAwait(false);
        await ReleaseAsync(cluster, ownership, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes our finalizer away; with the last one goes the object.</summary>
    private async Task ReleaseAsync(string cluster, ClusterOwnership ownership, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await store.GetAsync(StatusKeeper.KeyOf(cluster), cancellationToken).ConfigureAwait(false) is not { } record || !IsDue(record.Document))
            {
                return;
            }

            var node = record.Document.Root.ToNode();
            var left = Finalizers.Of(record.Document.Root).Where(finalizer => finalizer != FleetKinds.ClusterFinalizer).ToList();
            node.GetOrAddObject("metadata").With("finalizers", left.Count == 0 ? null : DocumentNode.Array(left.Select(DocumentNode.String)));
            var commit = new FleetCommit
            {
                Mutations = [new Mutation(record.Key, left.Count == 0 ? null : node.ToDocument()) { ExpectedVersion = record.Version }],
                Events = left.Count == 0 ? DeclarationEvents.Deleted(record.Document, time.GetUtcNow()) : [],
                Fence = ownership.Fence,
            };
            try
            {
                await store.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (CommitConflictException) when (attempt < MaxConflicts)
            {
                // Changed meanwhile: looked at again.
            }
        }
    }
}
