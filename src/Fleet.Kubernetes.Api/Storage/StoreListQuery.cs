using Fleet.Kubernetes.Api.Authorization;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Storage;

/// <summary>Which objects of one resource to list.</summary>
/// <param name="Resource">The stored resource.</param>
/// <param name="Namespace">Only this namespace; null for all.</param>
public sealed record StoreListQuery(GroupResource Resource, string? Namespace = null)
{
    /// <summary>The state at this version; null for the newest.</summary>
    public long? AtVersion { get; init; }

    /// <summary>Start after this key (namespace and name); null for the beginning.</summary>
    public (string Namespace, string Name)? After { get; init; }

    /// <summary>At most so many objects that pass <see cref="Filter"/>; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>Objects to count; null for all.</summary>
    public Func<StoredObject, bool>? Filter { get; init; }

    /// <summary>What <see cref="Filter"/> decides by, for stores that can find such objects without looking at each.</summary>
    public string LabelSelector { get; init; } = "";

    /// <inheritdoc cref="LabelSelector"/>
    public string FieldSelector { get; init; } = "";

    /// <inheritdoc cref="LabelSelector"/>
    public IVisibleObjects? Visible { get; init; }
}
