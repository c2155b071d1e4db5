namespace Fleet.Storage.Vault;

/// <summary>Stored credentials cannot be decrypted: the data-protection keys they were sealed with are gone. They have to be given again.</summary>
public sealed class CredentialUnreadableException(string cluster, string reference, Exception inner) : Exception(
    $"The credentials {reference} of the cluster {cluster} cannot be decrypted with the data-protection keys at hand. Restore the keys, or set the cluster's credentials again.",
    inner)
{
    public string Cluster { get; } = cluster;

    public string Reference { get; } = reference;
}
