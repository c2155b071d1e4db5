using Fleet.Kubernetes.Client;

namespace Fleet.Cli.Resources;

/// <summary>What a user may call a resource: plural, singular, kind or short name, with or without its group.</summary>
internal static class ResourceNames
{
    /// <exception cref="UsageException">The fleet has no such resource.</exception>
    public static ApiResource Find(ApiDiscovery discovery, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (bare, group) = dot < 0 ? (name, null) : (name[..dot], name[(dot + 1)..]);
        return discovery.Resources.Where(resource => group is null || resource.Resource.Group == group).FirstOrDefault(resource => IsCalled(resource, bare))
            ?? throw new UsageException($"The fleet has no resource \"{name}\"; there are {string.Join(", ", discovery.Resources.Where(resource => resource.IsListable).Select(resource => resource.Resource.Resource).Order())}.");
    }

    private static bool IsCalled(ApiResource resource, string name) =>
        Same(resource.Resource.Resource, name) || Same(resource.Singular, name) || Same(resource.Kind.Kind, name) || resource.ShortNames.Any(shortName => Same(shortName, name));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
