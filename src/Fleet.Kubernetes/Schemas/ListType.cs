namespace Fleet.Kubernetes.Schemas;

/// <summary>How a list merges (<c>x-kubernetes-list-type</c>). A list without one is atomic.</summary>
public enum ListType : byte
{
    Atomic,

    /// <summary>Scalars, each at most once.</summary>
    Set,

    /// <summary>Objects, told apart by <see cref="Schema.MapKeys"/>.</summary>
    Map,
}
