namespace Fleet.Kubernetes.Client;

/// <summary>
/// A request to a cluster failed. The subclass says how to handle it: the server said no (<see cref="KubernetesApiException"/>), it could not be
/// reached (<see cref="ClusterUnreachableException"/>), or what it sent is not the Kubernetes API (<see cref="MalformedResponseException"/>).
/// Messages name the cluster, method and path, never credentials.
/// </summary>
public abstract class ClusterException : Exception
{
    protected ClusterException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The same request may succeed later without anybody changing it.</summary>
    public abstract bool IsTransient { get; }

    /// <summary>How long the server asked to wait before the next request, or null when it did not say.</summary>
    public virtual TimeSpan? RetryAfter => null;
}
