using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.Discovery;

/// <summary>Writes <c>apidiscovery.k8s.io APIGroupDiscoveryList</c>: everything that is served, in one document (KEP-3352).</summary>
internal static class AggregatedDiscovery
{
    /// <param name="resources">In discovery order.</param>
    /// <param name="isCore">The core group (<c>/api</c>), or all others (<c>/apis</c>).</param>
    /// <param name="version"><c>v2</c> or <c>v2beta1</c>.</param>
    public static Document Groups(IReadOnlyList<ResourceDefinition> resources, bool isCore, string version)
    {
        using var builder = new DocumentBuilder();
        builder.StartObject()
            .Name("kind"u8).String("APIGroupDiscoveryList"u8)
            .Name("apiVersion"u8).String($"apidiscovery.k8s.io/{version}")
            .Name("metadata"u8).StartObject().EndObject()
            .Name("items"u8).StartArray();
        foreach (var group in resources.Where(definition => (definition.Resource.Group.Length == 0) == isCore).GroupBy(definition => definition.Resource.Group, StringComparer.Ordinal))
        {
            WriteGroup(builder, group);
        }

        builder.EndArray().EndObject();
        return builder.Build();
    }

    private static void WriteGroup(DocumentBuilder builder, IGrouping<string, ResourceDefinition> group)
    {
        builder.StartObject().Name("metadata"u8).StartObject();
        if (group.Key.Length > 0)
        {
            builder.Name("name"u8).String(group.Key);
        }

        builder.EndObject().Name("versions"u8).StartArray();
        foreach (var version in group.GroupBy(definition => definition.Resource.Version, StringComparer.Ordinal))
        {
            builder.StartObject().Name("version"u8).String(version.Key).Name("resources"u8).StartArray();
            foreach (var definition in version)
            {
                WriteResource(builder, definition);
            }

            builder.EndArray().Name("freshness"u8).String("Current"u8).EndObject();
        }

        builder.EndArray().EndObject();
    }

    private static void WriteResource(DocumentBuilder builder, ResourceDefinition definition)
    {
        builder.StartObject().Name("resource"u8).String(definition.Resource.Resource);
        WriteKind(builder, definition, null);
        builder.Name("scope"u8).String(definition.IsNamespaced ? "Namespaced"u8 : "Cluster"u8);
        builder.Name("singularResource"u8).String(definition.SingularName);
        builder.Texts("verbs", definition.Verbs);
        builder.Texts("shortNames", definition.ShortNames);
        builder.Texts("categories", definition.Categories);
        if (definition.Subresources.Count > 0)
        {
            builder.Name("subresources"u8).StartArray();
            foreach (var subresource in definition.Subresources)
            {
                builder.StartObject().Name("subresource"u8).String(subresource.Name);
                WriteKind(builder, definition, subresource.Kind);
                builder.Texts("verbs", subresource.Verbs);
                builder.EndObject();
            }

            builder.EndArray();
        }

        builder.EndObject();
    }

    /// <summary>Built-in kinds of the group version itself come without group and version, custom resources with.</summary>
    private static void WriteKind(DocumentBuilder builder, ResourceDefinition definition, GroupVersionKind? other)
    {
        var kind = other ?? definition.GroupVersionKind;
        var isOwn = !definition.IsCustom && (kind.Group, kind.Version) == (definition.Resource.Group, definition.Resource.Version);
        builder.Name("responseKind"u8).StartObject()
            .Name("group"u8).String(isOwn ? "" : kind.Group)
            .Name("version"u8).String(isOwn ? "" : kind.Version)
            .Name("kind"u8).String(kind.Kind)
            .EndObject();
    }
}
