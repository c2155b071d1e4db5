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
/// spec says so, and last goes the finalizer, with its credentials. Every step can be repeated.
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
        await ReleaseAsync(cluster, ownership, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there still is something of a cluster whose object has gone without us.</summary>
    public async Task<bool> HasLeftoversAsync(string cluster, CancellationToken cancellationToken)
    {
        await foreach (var _ in store.ReadAsync(cluster, FleetKinds.Workloads.GroupResource, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return (await vault.ForgettingAsync(cluster, null, cancellationToken).ConfigureAwait(false)).Count > 0;
    }

    /// <summary>Takes back what a cluster whose object has gone without us has published, and forgets its credentials.</summary>
    /// <exception cref="StorageException">The store cannot be written now, or the cluster has been declared again meanwhile.</exception>
    public async Task RemoveLeftoversAsync(string cluster, string silo, IShardSink shards, CancellationToken cancellationToken)
    {
        var ownership = new ClusterOwnership(store, cluster, silo);
        await ownership.AcquireAsync(cancellationToken).ConfigureAwait(false);

        // Rows last, as they are what it is known by that something is left. Not when the cluster is declared again: the credentials are the new one's then.
        var absent = new Mutation(StatusKeeper.KeyOf(cluster), null) { ExpectedVersion = 0, IsLogged = false };
        var forgetting = await vault.ForgettingAsync(cluster, null, cancellationToken).ConfigureAwait(false);
        await ownership.CommitAsync(new FleetCommit { Mutations = [absent, .. forgetting] }, cancellationToken).ConfigureAwait(false);
        await shards.RetireAsync(ownership.Epoch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes our finalizer away; with the last one goes the object. The credentials go in the same commit: until then the object can get new ones.</summary>
    private async Task ReleaseAsync(string cluster, ClusterOwnership ownership, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (await store.GetAsync(StatusKeeper.KeyOf(cluster), cancellationToken).ConfigureAwait(false) is not { } record || !IsDue(record.Document))
            {
                return;
            }

            var forgetting = await vault.ForgettingAsync(cluster, null, cancellationToken).ConfigureAwait(false);
            var node = record.Document.Root.ToNode();
            var left = Finalizers.Of(record.Document.Root).Where(finalizer => finalizer != FleetKinds.ClusterFinalizer).ToList();
            node.GetOrAddObject("metadata").With("finalizers", left.Count == 0 ? null : DocumentNode.Array(left.Select(DocumentNode.String)));
            var commit = new FleetCommit
            {
                Mutations = [new Mutation(record.Key, left.Count == 0 ? null : node.ToDocument()) { ExpectedVersion = record.Version }, .. forgetting],
                Events = left.Count == 0 ? DeclarationEvents.Deleted(record.Document, time.GetUtcNow()) : [],
            };
            try
            {
                await ownership.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (CommitConflictException) when (attempt < MaxConflicts)
            {
                // Changed meanwhile: looked at again.
            }
        }
    }
}
