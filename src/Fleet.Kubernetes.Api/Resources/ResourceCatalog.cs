using System.Collections.Immutable;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Resources;

/// <summary>
/// A catalog in memory: a shared, immutable base (<see cref="ResourceSet"/>) and this cluster's own additions on top. An addition replaces a
/// definition of the same group, version and resource.
/// </summary>
public sealed class ResourceCatalog : IResourceCatalog
{
    private readonly ResourceSet _base;
    private readonly Lock _lock = new();
    private volatile State _state;
    private ImmutableList<Action> _listeners = [];

    public ResourceCatalog(ResourceSet builtIn)
    {
        _base = builtIn;
        _state = new State(0, ImmutableDictionary<GroupVersionResource, ResourceDefinition>.Empty, builtIn);
    }

    public IReadOnlyList<ResourceDefinition> Resources => _state.All.Resources;

    public long Generation => _state.Generation;

    public ResourceDefinition? Find(GroupVersionResource resource) => _state.All.Find(resource);

    public ResourceDefinition? Find(GroupVersionKind kind) => _state.All.Find(kind);

    public ResourceDefinition? Find(GroupKind kind) => _state.All.Find(kind);

    /// <summary>Serves more definitions, replacing those of the same resource and version.</summary>
    public void Add(params IReadOnlyList<ResourceDefinition> definitions) => Change(own =>
        own.SetItems(definitions.Select(definition => KeyValuePair.Create(definition.Resource, definition))));

    /// <summary>Stops serving additions; base definitions of the same name show again.</summary>
    public void Remove(params IReadOnlyList<GroupVersionResource> resources) => Change(own => own.RemoveRange(resources));

    public IDisposable OnChange(Action changed)
    {
        ImmutableInterlocked.Update(ref _listeners, list => list.Add(changed));
        return new Registration(() => ImmutableInterlocked.Update(ref _listeners, list => list.Remove(changed)));
    }

    private void Change(Func<ImmutableDictionary<GroupVersionResource, ResourceDefinition>, ImmutableDictionary<GroupVersionResource, ResourceDefinition>> change)
    {
        lock (_lock)
        {
            var own = change(_state.Own);
            var kept = _base.Resources.Where(definition => !own.ContainsKey(definition.Resource));
            _state = new State(_state.Generation + 1, own, own.IsEmpty ? _base : new ResourceSet([.. kept, .. Ordered(own.Values)]));
        }

        foreach (var listener in _listeners)
        {
            listener();
        }
    }

    private static IEnumerable<ResourceDefinition> Ordered(IEnumerable<ResourceDefinition> definitions) => definitions
        .OrderBy(definition => definition.Resource.Group, StringComparer.Ordinal)
        .ThenBy(definition => definition.Resource.Version, ApiVersionOrder.Instance)
        .ThenBy(definition => definition.Resource.Resource, StringComparer.Ordinal);

    private sealed record State(long Generation, ImmutableDictionary<GroupVersionResource, ResourceDefinition> Own, ResourceSet All);

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
