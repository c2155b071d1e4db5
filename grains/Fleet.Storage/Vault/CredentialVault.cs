using System.Security.Cryptography;
using System.Text;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Storage.Log;
using Microsoft.AspNetCore.DataProtection;

namespace Fleet.Storage.Vault;

/// <summary>
/// Keeps clusters' credentials encrypted. What a <c>Cluster</c> object holds of them is a reference, made of their digest: the same credentials
/// sealed again give the same reference. Never logged, never in the fleet log.
/// </summary>
/// <remarks>
/// The ciphertext is bound to cluster and reference (the protector's purpose): moved to another record it cannot be opened. One partition a
/// cluster, so that forgetting one reads no other's.
/// </remarks>
public sealed class CredentialVault(IFleetStore store, IDataProtectionProvider protection)
{
    private const string Purpose = "Fleet.CredentialVault.v1";

    private static readonly GroupResource Resource = new("internal.fleetengine.io", "credentials");

    /// <summary>Encrypts and stores credentials, durable when it completes.</summary>
    /// <returns>Their reference: <c>sha256:</c> and 16 hexadecimal digits.</returns>
    /// <exception cref="StorageUnavailableException">They could not be stored.</exception>
    public async ValueTask<string> SealAsync(string cluster, string plaintext, CancellationToken cancellationToken)
    {
        await CommitAsync([Seal(cluster, plaintext)], cancellationToken).ConfigureAwait(false);
        return ReferenceOf(cluster, plaintext);
    }

    /// <summary>Encrypts credentials without storing them: the mutation goes into the commit of whatever refers to them.</summary>
    public Mutation Seal(string cluster, string plaintext)
    {
        var reference = ReferenceOf(cluster, plaintext);
        var sealedBytes = ProtectorOf(cluster, reference).Protect(Encoding.UTF8.GetBytes(plaintext));
        using var builder = new DocumentBuilder();
        var document = builder.StartObject().Name("sealed"u8).String(Convert.ToBase64String(sealedBytes)).EndObject().Build();
        return new Mutation(KeyOf(cluster, reference), document) { IsLogged = false };
    }

    /// <summary>The credentials a reference stands for, null when they are not here.</summary>
    /// <exception cref="CredentialUnreadableException">They were sealed with keys that are not at hand, or were tampered with.</exception>
    public async ValueTask<string?> OpenAsync(string cluster, string reference, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(KeyOf(cluster, reference), cancellationToken).ConfigureAwait(false) is not { } record)
        {
            return null;
        }

        try
        {
            var sealedBytes = Convert.FromBase64String(record.Document["sealed"u8].AsString(""));
            return Encoding.UTF8.GetString(ProtectorOf(cluster, reference).Unprotect(sealedBytes));
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            throw new CredentialUnreadableException(cluster, reference, exception);
        }
    }

    /// <summary>Deletes a cluster's credentials, all but one.</summary>
    public async ValueTask ForgetAsync(string cluster, string? exceptReference, CancellationToken cancellationToken)
    {
        var mutations = await ForgettingAsync(cluster, exceptReference, cancellationToken).ConfigureAwait(false);
        if (mutations.Count > 0)
        {
            await CommitAsync(mutations, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What deletes a cluster's credentials, all but one: for the commit of whatever referred to them.</summary>
    public async ValueTask<IReadOnlyList<Mutation>> ForgettingAsync(string cluster, string? exceptReference, CancellationToken cancellationToken)
    {
        var mutations = new List<Mutation>();
        await foreach (var record in store.ReadAsync(PartitionOf(cluster), Resource, cancellationToken).ConfigureAwait(false))
        {
            if (record.Key.Object.Name != exceptReference)
            {
                mutations.Add(new Mutation(record.Key, null) { IsLogged = false });
            }
        }

        return mutations;
    }

    /// <summary>
    /// The reference credentials get: <c>sha256:</c> and 16 hexadecimal digits. The cluster is part of it: who reads two Cluster objects does not learn
    /// whether they share credentials.
    /// </summary>
    public static string ReferenceOf(string cluster, string plaintext) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster}\0{plaintext}")).AsSpan(0, 8));

    private static string PartitionOf(string cluster) => "$secrets/" + cluster;

    /// <summary>The record sealed credentials are kept in.</summary>
    public static RecordKey KeyOf(string cluster, string reference) => new(PartitionOf(cluster), new ObjectKey(Resource, "", reference));

    private IDataProtector ProtectorOf(string cluster, string reference) => protection.CreateProtector(Purpose, $"cluster:{cluster}", reference);

    private async Task CommitAsync(IReadOnlyList<Mutation> mutations, CancellationToken cancellationToken) =>
        await store.CommitAsync(new FleetCommit { Mutations = mutations }, cancellationToken).ConfigureAwait(false);
}
