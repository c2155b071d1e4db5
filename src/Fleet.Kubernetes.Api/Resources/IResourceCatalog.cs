using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>What a cluster serves now. Safe to read from any thread; changes (a CRD comes or goes) show at once.</summary>
public interface IResourceCatalog
{
    /// <summary>Everything served, in discovery order: groups by priority, versions by preference, resources by name.</summary>
    IReadOnlyList<ResourceDefinition> Resources { get; }

    /// <summary>Rises with every change; caches of discovery and OpenAPI are keyed by it.</summary>
    long Generation { get; }

    ResourceDefinition? Find(GroupVersionResource resource);

    ResourceDefinition? Find(GroupVersionKind kind);

    /// <summary>The preferred version of a stored kind, for whatever has only group and kind (owner references, controllers).</summary>
    ResourceDefinition? Find(GroupKind kind);

    /// <summary>Called after each change, on the changing thread: be quick. Dispose to stop.</summary>
    IDisposable OnChange(Action changed);
}
