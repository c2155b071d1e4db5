namespace Fleet.Kubernetes.Client;

/// <summary>A token source gave no token, and none that is still valid is left. The message names the source, never a secret.</summary>
public sealed class CredentialsUnavailableException : ClusterException
{
    public CredentialsUnavailableException(string source, string problem, bool isTransient, Exception? innerException = null)
        : base($"{source}: {problem}", innerException)
    {
        SourceName = source;
        IsTransient = isTransient;
    }

    /// <summary>The provider and role that gave none.</summary>
    public string SourceName { get; }

    public override bool IsTransient { get; }
}
