namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>
/// A configuration that cannot be applied: it does not fit the schema, names another version, or carries managedFields. The message is that of
/// upstream's managedfields package.
/// </summary>
public sealed class ApplyException : Exception
{
    public ApplyException(ApplyErrorReason reason, string message)
        : base(message) => Reason = reason;

    public ApplyErrorReason Reason { get; }
}
