namespace Fleet.Kubernetes.Patches;

/// <summary>A patch that cannot be applied. The message is the one the upstream library gives, without what the API server puts around it.</summary>
public sealed class PatchException : Exception
{
    public PatchException(PatchErrorReason reason, string message)
        : base(message) => Reason = reason;

    public PatchErrorReason Reason { get; }
}
