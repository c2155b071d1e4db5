namespace Fleet.Kubernetes.Client;

/// <summary>No answer: connection refused or cut, TLS failed, or the time allowed ran out.</summary>
public sealed class ClusterUnreachableException : ClusterException
{
    public ClusterUnreachableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    public override bool IsTransient => true;
}
