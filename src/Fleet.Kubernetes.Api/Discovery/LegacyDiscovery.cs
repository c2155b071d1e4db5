using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>Writes the discovery documents of <c>/api</c> and <c>/apis</c> and below, one document a group and version (meta/v1).</summary>
internal static class LegacyDiscovery
{
    /// <summary><c>/api</c>: the versions of the core group. <paramref name="serverAddress"/> is <c>host:port</c> as the client reached it.</summary>
    public static Document CoreVersions(IReadOnlyList<ResourceDefinition> resources, string serverAddress)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String("APIVersions"u8).Name("versions"u8).StartArray();
        foreach (var version in Versions(resources, ""))
        {
            builder.String(version);
        }

        builder.EndArray().Name("serverAddressByClientCIDRs"u8).StartArray().StartObject()
            .Name("clientCIDR"u8).String("0.0.0.0/0"u8)
            .Name("serverAddress"u8).String(serverAddress)
            .EndObject().EndArray().EndObject();
        return builder.Build();
    }

    /// <summary><c>/apis</c>: every other group.</summary>
    public static Document Groups(IReadOnlyList<ResourceDefinition> resources)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String("APIGroupList"u8).Name("apiVersion"u8).String("v1"u8).Name("groups"u8).StartArray();
        foreach (var group in resources.Select(definition => definition.Resource.Group).Where(group => group.Length > 0).Distinct(StringComparer.Ordinal))
        {
            builder.StartObject();
            WriteGroup(builder, resources, group);
            builder.EndObject();
        }

        builder.EndArray().EndObject();
        return builder.Build();
    }

    /// <summary><c>/apis/{group}</c>; null when the group is not served.</summary>
    public static Document? Group(IReadOnlyList<ResourceDefinition> resources, string group)
    {
        if (group.Length == 0 || !resources.Any(definition => definition.Resource.Group == group))
        {
            return null;
        }

        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String("APIGroup"u8).Name("apiVersion"u8).String("v1"u8);
        WriteGroup(builder, resources, group);
        builder.EndObject();
        return builder.Build();
    }

    /// <summary><c>/apis/{group}/{version}</c> or <c>/api/v1</c>; null when the version is not served.</summary>
    public static Document? Resources(IReadOnlyList<ResourceDefinition> resources, string group, string version)
    {
        var served = resources.Where(definition => definition.Resource.Group == group && definition.Resource.Version == version).ToList();
        if (served.Count == 0)
        {
            return null;
        }

        using var builder = new DocumentBuilder();
        builder.StartObject().Name("kind"u8).String("APIResourceList"u8);
        if (group.Length > 0)
        {
            builder.Name("apiVersion"u8).String("v1"u8);
        }

        builder.Name("groupVersion"u8).String(served[0].Resource.ApiVersion).Name("resources"u8).StartArray();
        foreach (var definition in served)
        {
            WriteResource(builder, definition);
            foreach (var subresource in definition.Subresources)
            {
                WriteSubresource(builder, definition, subresource);
            }
        }

        builder.EndArray().EndObject();
        return builder.Build();
    }

    private static IEnumerable<string> Versions(IReadOnlyList<ResourceDefinition> resources, string group) => resources
        .Where(definition => definition.Resource.Group == group)
        .Select(definition => definition.Resource.Version)
        .Distinct(StringComparer.Ordinal);

    private static void WriteGroup(DocumentBuilder builder, IReadOnlyList<ResourceDefinition> resources, string group)
    {
        var versions = Versions(resources, group).ToList();
        builder.Name("name"u8).String(group).Name("versions"u8).StartArray();
        foreach (var version in versions)
        {
            WriteVersion(builder, group, version);
        }

        builder.EndArray().Name("preferredVersion"u8);
        WriteVersion(builder, group, versions[0]);
    }

    private static void WriteVersion(DocumentBuilder builder, string group, string version) => builder.StartObject()
        .Name("groupVersion"u8).String($"{group}/{version}")
        .Name("version"u8).String(version)
        .EndObject();

    private static void WriteResource(DocumentBuilder builder, ResourceDefinition definition)
    {
        builder.StartObject()
            .Name("name"u8).String(definition.Resource.Resource)
            .Name("singularName"u8).String(definition.SingularName)
            .Name("namespaced"u8).Boolean(definition.IsNamespaced)
            .Name("kind"u8).String(definition.Kind);
        builder.Texts("verbs", definition.Verbs);
        builder.Texts("shortNames", definition.ShortNames);
        builder.Texts("categories", definition.Categories);
        if (definition.Virtual is null && definition.Allows("watch"))
        {
            builder.Name("storageVersionHash"u8).String(StorageVersionHash.Of(definition.Storage));
        }

        builder.EndObject();
    }

    private static void WriteSubresource(DocumentBuilder builder, ResourceDefinition definition, SubresourceDefinition subresource)
    {
        builder.StartObject()
            .Name("name"u8).String($"{definition.Resource.Resource}/{subresource.Name}")
            .Name("singularName"u8).String("")
            .Name("namespaced"u8).Boolean(definition.IsNamespaced);
        if (subresource.Kind is { } kind && (kind.Group, kind.Version) != (definition.Resource.Group, definition.Resource.Version))
        {
            builder.Name("group"u8).String(kind.Group).Name("version"u8).String(kind.Version);
        }

        builder.Name("kind"u8).String(subresource.Kind?.Kind ?? definition.Kind);
        builder.Texts("verbs", subresource.Verbs);
        builder.EndObject();
    }
}
