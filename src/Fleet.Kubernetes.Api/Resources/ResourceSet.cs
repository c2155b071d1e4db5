using System.Collections.Frozen;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>An immutable, indexed set of definitions; many catalogs share one.</summary>
public sealed class ResourceSet
{
    private readonly FrozenDictionary<GroupVersionResource, ResourceDefinition> _byResource;
    private readonly FrozenDictionary<GroupVersionKind, ResourceDefinition> _byKind;
    private readonly FrozenDictionary<GroupKind, ResourceDefinition> _byGroupKind;

    /// <param name="resources">In discovery order; of two definitions of one kind the first is preferred.</param>
    public ResourceSet(IReadOnlyList<ResourceDefinition> resources)
    {
        Resources = resources;
        _byResource = resources.ToFrozenDictionary(definition => definition.Resource);
        _byKind = resources.DistinctBy(definition => definition.GroupVersionKind).ToFrozenDictionary(definition => definition.GroupVersionKind);
        _byGroupKind = resources.DistinctBy(definition => definition.GroupKind).ToFrozenDictionary(definition => definition.GroupKind);
    }

    public IReadOnlyList<ResourceDefinition> Resources { get; }

    public ResourceDefinition? Find(GroupVersionResource resource) => _byResource.GetValueOrDefault(resource);

    public ResourceDefinition? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);

    public ResourceDefinition? Find(GroupKind kind) => _byGroupKind.GetValueOrDefault(kind);
}
