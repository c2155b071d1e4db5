namespace Fleet.Kubernetes.FieldSets;

/// <summary>Shares equal path elements and equal field sets among many objects. Thread safe, bounded.</summary>
public sealed class FieldSetPool
{
}
