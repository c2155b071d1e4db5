using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>Writes the schemas of custom resources: as their definition declares them, with what every object has.</summary>
/// <remarks>k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder.</remarks>
internal static class CustomSchemaWriter
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    public static void Write(DocumentBuilder output, OpenApiSchemaWriter schemas, ResourceDefinition definition)
    {
        var declared = definition.DeclaredSchema;
        output.StartObject();
        foreach (var (name, value) in declared.Members)
        {
            if (name is not ("properties" or "type"))
            {
                output.Name(name).Value(value);
            }
        }

        output.Name("type"u8).String("object"u8).Name("properties"u8).StartObject();
        WriteIdentity(output, schemas, "ObjectMeta");
        foreach (var (name, value) in declared["properties"u8].Members)
        {
            if (name is not ("apiVersion" or "kind" or "metadata"))
            {
                output.Name(name).Value(value);
            }
        }

        output.EndObject();
        schemas.Kinds([definition.GroupVersionKind]);
        output.EndObject();
    }

    public static void WriteList(DocumentBuilder output, OpenApiSchemaWriter schemas, ResourceDefinition definition, string component)
    {
        output.StartObject().Name("type"u8).String("object"u8)
            .Name("required"u8).StartArray().String("items"u8).EndArray()
            .Name("properties"u8).StartObject();
        WriteIdentity(output, schemas, "ListMeta");
        output.Name("items"u8).StartObject().Name("type"u8).String("array"u8).Name("items"u8);
        schemas.Reference(component);
        output.EndObject().EndObject();
        schemas.Kinds([new GroupVersionKind(definition.Resource.Group, definition.Resource.Version, definition.ListKind)]);
        output.EndObject();
    }

    private static void WriteIdentity(DocumentBuilder output, OpenApiSchemaWriter schemas, string metadata)
    {
        output.Name("apiVersion"u8).StartObject().Name("type"u8).String("string"u8).EndObject();
        output.Name("kind"u8).StartObject().Name("type"u8).String("string"u8).EndObject();
        output.Name("metadata"u8).StartObject().Name("allOf"u8).StartArray();
        schemas.Reference(Meta + metadata);
        output.EndArray().EndObject();
    }
}
