using Fleet.Kubernetes.FieldSets;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>One field that an apply would change and another manager owns.</summary>
/// <param name="Manager">The owner as messages name it: <c>"hpa" with subresource "scale" using apps/v1</c>.</param>
/// <param name="Path">The field.</param>
public sealed record FieldConflict(string Manager, FieldPath Path)
{
    /// <summary>The message of the status cause: <c>conflict with "m1"</c>.</summary>
    public string Message => $"conflict with {Manager}";
}
