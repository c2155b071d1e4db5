namespace Fleet.Kubernetes.Client;

/// <summary>
/// An answer that is not what the Kubernetes API sends: not JSON, cut short, larger than allowed, an encoding not asked for, a redirect, pages that
/// never end. It costs the cluster its connection; a broken proxy may recover, so it is worth a later try.
/// </summary>
public sealed class MalformedResponseException : ClusterException
{
    public MalformedResponseException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    public override bool IsTransient => true;
}
