namespace Fleet.Kubernetes.Client;

/// <summary>Where a connection's credentials come from. Thread safe.</summary>
internal abstract class CredentialSource
{
    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="KubeconfigException">The plugin failed or the file cannot be read, and nothing older is left to use.</exception>
    public abstract ValueTask<Credentials> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused <paramref name="refused"/>: others when there are any, the same when not.</summary>
    public virtual ValueTask<Credentials> RenewAsync(Credentials refused, CancellationToken cancellationToken) => GetAsync(cancellationToken);

    /// <summary>Credentials that never change.</summary>
    public static CredentialSource Fixed(Credentials credentials) => new FixedSource(credentials);

    private sealed class FixedSource(Credentials credentials) : CredentialSource
    {
        public override ValueTask<Credentials> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credentials);
    }
}
