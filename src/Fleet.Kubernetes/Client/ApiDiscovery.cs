using System.Collections.Frozen;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Client;

/// <summary>What a cluster serves at one moment. Group versions are in the server's order of preference.</summary>
public sealed class ApiDiscovery
{
    private readonly FrozenDictionary<GroupVersionKind, ApiResource> _byKind;
    private readonly FrozenDictionary<GroupVersionResource, ApiResource> _byResource;

    internal ApiDiscovery(IReadOnlyList<ApiResource> resources, IReadOnlyDictionary<string, string> failures, bool isAggregated)
    {
        Resources = resources;
        Failures = failures;
        IsAggregated = isAggregated;
        _byKind = resources.Reverse().GroupBy(resource => resource.Kind).ToFrozenDictionary(group => group.Key, group => group.Last());
        _byResource = resources.Reverse().GroupBy(resource => resource.Resource).ToFrozenDictionary(group => group.Key, group => group.Last());
    }

    public IReadOnlyList<ApiResource> Resources { get; }

    /// <summary>Group versions whose resources are not known, with the reason: an aggregated API server that is down must not hide the others.</summary>
    public IReadOnlyDictionary<string, string> Failures { get; }

    /// <summary>Answered in one piece (Kubernetes 1.27 and later), not group version by group version.</summary>
    public bool IsAggregated { get; }

    public ApiResource? Find(GroupVersionKind kind) => _byKind.GetValueOrDefault(kind);

    public ApiResource? Find(GroupVersionResource resource) => _byResource.GetValueOrDefault(resource);

    /// <summary>The resource of a kind in the version the server prefers.</summary>
    public ApiResource? Find(GroupKind kind) => Resources.FirstOrDefault(resource => resource.Kind.GroupKind == kind);
}
