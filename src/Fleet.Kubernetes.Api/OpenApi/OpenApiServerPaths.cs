using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>The small documents of what a server answers besides resources: discovery of versions and groups, its version, its token issuer.</summary>
internal static class OpenApiServerPaths
{
    private static readonly string[] Fixed = [".well-known/openid-configuration", "api", "apis", "openid/v1/jwks", "version"];

    /// <summary>Their names in the index.</summary>
    public static IEnumerable<string> Names(IReadOnlyList<ResourceDefinition> resources) => Fixed.Concat(Groups(resources).Select(group => $"apis/{group}"));

    /// <summary>A document by its name; null when there is none.</summary>
    public static Document? Write(IReadOnlyList<ResourceDefinition> resources, string name, string version)
    {
        if (!Fixed.Contains(name) && !(name.StartsWith("apis/", StringComparison.Ordinal) && Groups(resources).Contains(name["apis/".Length..])))
        {
            return null;
        }

        var isDiscovery = name is "api" or "apis" || name.StartsWith("apis/", StringComparison.Ordinal);
        using var output = new DocumentBuilder();
        output.StartObject().Name("openapi"u8).String("3.0.0"u8)
            .Name("info"u8).StartObject().Name("title"u8).String("Kubernetes"u8).Name("version"u8).String(version).EndObject()
            .Name("paths"u8).StartObject().Name($"/{name}{(isDiscovery || name == "version" ? "/" : "")}").StartObject()
            .Name("get"u8).StartObject().Name("responses"u8).StartObject()
            .Name("200"u8).StartObject().Name("description"u8).String("OK"u8).EndObject()
            .EndObject().EndObject().EndObject().EndObject().EndObject();
        return output.Build();
    }

    /// <summary>Groups of the server itself: those of custom resources only document their versions.</summary>
    private static IEnumerable<string> Groups(IReadOnlyList<ResourceDefinition> resources) => resources
        .Where(definition => !definition.IsCustom && definition.Resource.Group.Length > 0)
        .Select(definition => definition.Resource.Group)
        .Distinct(StringComparer.Ordinal);
}
