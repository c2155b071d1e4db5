namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>How a manager came to own its fields. The order is that of <c>managedFields</c>.</summary>
public enum ManagedFieldsOperation : byte
{
    /// <summary>Server-side apply.</summary>
    Apply,

    /// <summary>Any other write.</summary>
    Update,
}
