using System.Collections.Concurrent;
using Fleet.Api.Storage;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Resources;
using Fleet.Storage.Log;
using Fleet.Storage.Vault;

namespace Fleet.Api.Credentials;

/// <summary>
/// Sealed credentials on their way into the commit of their Cluster, so that neither is ever stored without the other. A write that changes the reference
/// forgets what it replaces, a deletion all of them.
/// </summary>
internal sealed class SealedCredentials(CredentialVault vault) : IWriteCompanion
{
    /// <summary>Refused writes leave theirs behind; they are ciphertext, and not kept for long.</summary>
    private const int MaxPending = 1024;

    private readonly ConcurrentDictionary<RecordKey, Mutation> _pending = new();

    public void Add(Mutation mutation)
    {
        if (_pending.Count >= MaxPending)
        {
            _pending.Clear();
        }

        _pending[mutation.Key] = mutation;
    }

    public async ValueTask<IReadOnlyList<Mutation>> OfAsync(WriteRecord write, CancellationToken cancellationToken)
    {
        if (write.Key.Resource != FleetKinds.Clusters.GroupResource)
        {
            return [];
        }

        var (before, after) = (Reference(write.Before), Reference(write.After));
        if (write.Type != StoreEventType.Deleted && before == after)
        {
            return [];
        }

        var mutations = new List<Mutation>();
        if (after is not null)
        {
            mutations.Add(_pending.TryRemove(CredentialVault.KeyOf(write.Key.Name, after), out var sealing)
                ? sealing
                : throw StatusError.ServiceUnavailable("the sealed credentials were lost on their way; send the request again"));
        }

        mutations.AddRange(await vault.ForgettingAsync(write.Key.Name, after, cancellationToken).ConfigureAwait(false));
        return mutations;
    }

    private static string? Reference(Document? cluster) => cluster?["spec"u8]["credentials"u8]["secretRef"u8].AsString();
}
