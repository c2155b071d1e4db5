using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>The OpenAPI v3 document of one group version: its paths and every schema they reach.</summary>
internal sealed class OpenApiGroupVersion(IReadOnlyList<ResourceDefinition> definitions, string version)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static readonly string[] MetaTypes = ["DeleteOptions", "Patch", "Status", "WatchEvent", "APIResourceList"];

    public Document Write()
    {
        using var output = new DocumentBuilder();
        output.StartObject().Name("openapi"u8).String("3.0.0"u8)
            .Name("info"u8).StartObject().Name("title"u8).String("Kubernetes"u8).Name("version"u8).String(version).EndObject();
        var schemas = new OpenApiSchemaWriter(output);
        WritePaths(output, schemas);
        output.Name("components"u8).StartObject().Name("schemas"u8).StartObject();
        WriteCustom(output, schemas);
        schemas.WriteNeeded(KindsOf);
        output.EndObject().EndObject().EndObject();
        return output.Build();
    }

    private void WritePaths(DocumentBuilder output, OpenApiSchemaWriter schemas)
    {
        var resource = definitions[0].Resource;
        var paths = new OpenApiPathWriter(output, schemas, OpenApiNames.Tag(resource.Group, resource.Version));
        output.Name("paths"u8).StartObject();
        foreach (var definition in definitions)
        {
            if (Component(definition) is not { } component)
            {
                continue;
            }

            new OpenApiResourcePaths(definition, component, ListComponent(definition, component)).Write(paths);
            schemas.Need(definition.IsCustom ? null : definition.Schema);
            schemas.Need(BuiltInSchemas.Instance.FindType(ListComponent(definition, component)));
            foreach (var subresource in definition.Subresources)
            {
                schemas.Need(subresource.Schema);
            }
        }

        output.EndObject();
        foreach (var name in MetaTypes)
        {
            schemas.Need(BuiltInSchemas.Instance.FindType(Meta + name));
        }
    }

    /// <summary>The component of a kind; null for kinds without a structure, which documents leave out.</summary>
    private static string? Component(ResourceDefinition definition) =>
        definition.IsCustom ? OpenApiNames.Component(definition.GroupVersionKind) : definition.Schema.TypeName;

    private static string ListComponent(ResourceDefinition definition, string component) =>
        component[..(component.LastIndexOf('.') + 1)] + definition.ListKind;

    private List<GroupVersionKind> KindsOf(string typeName)
    {
        var kinds = BuiltInSchemas.Instance.KindsOf(typeName);
        return [.. kinds.OrderBy(kind => kind.Group, StringComparer.Ordinal).ThenBy(kind => kind.Version, StringComparer.Ordinal)];
    }

    private void WriteCustom(DocumentBuilder output, OpenApiSchemaWriter schemas)
    {
        foreach (var definition in definitions.Where(definition => definition.IsCustom))
        {
            var component = OpenApiNames.Component(definition.GroupVersionKind);
            output.Name(component);
            CustomSchemaWriter.Write(output, schemas, definition);
            output.Name(ListComponent(definition, component));
            CustomSchemaWriter.WriteList(output, schemas, definition, component);
            schemas.Need(BuiltInSchemas.Instance.FindType(Meta + "ObjectMeta"));
            schemas.Need(BuiltInSchemas.Instance.FindType(Meta + "ListMeta"));
        }
    }
}
