using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;

namespace Fleet.Grains.Workloads;

/// <summary>
/// The stored state of one workload grain. It is kept by the fleet store itself and not by grain storage, so that a state and the event it means are one
/// commit: an event is said once, whatever dies in between. Versions are compared, so that of two activations one loses.
/// </summary>
internal sealed class ConcernRecord(IFleetStore store, string grainKey)
{
    private static readonly GroupResource Resource = new(RecordKey.OwnershipResource.Group, "concerns");

    private readonly RecordKey _key = new("$grains", new(Resource, "", grainKey));
    private long _version;

    /// <summary>What is stored; null when nothing is.</summary>
    public ConcernState? State { get; private set; }

    /// <exception cref="StorageUnavailableException">The store cannot be read.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var record = await store.GetAsync(_key, cancellationToken);
        (State, _version) = record is null ? (null, 0) : (ConcernState.Read(record.Document), record.Version);
    }

    /// <summary>Stores a state (null: nothing) together with events.</summary>
    /// <exception cref="CommitConflictException">Another activation has written.</exception>
    /// <exception cref="StorageUnavailableException">It may or may not have been written: read before writing again.</exception>
    public async Task WriteAsync(ConcernState? state, IReadOnlyList<Document> events)
    {
        if (state is null && _version == 0)
        {
            return;
        }

        var result = await store.CommitAsync(
            new FleetCommit { Mutations = [new Mutation(_key, state?.ToDocument()) { ExpectedVersion = _version, IsLogged = false }], Events = events }, CancellationToken.None);
        (State, _version) = (state, state is null ? 0 : result.VersionOf(0));
    }
}
