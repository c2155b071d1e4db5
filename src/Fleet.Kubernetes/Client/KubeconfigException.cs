namespace Fleet.Kubernetes.Client;

/// <summary>A kubeconfig (or the credentials it leads to) cannot be used. The message names file, context and field, never a secret.</summary>
public sealed class KubeconfigException : Exception
{
    public KubeconfigException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What is wrong with it, for those who name it in one word.</summary>
    public KubeconfigProblem Problem { get; init; }
}
