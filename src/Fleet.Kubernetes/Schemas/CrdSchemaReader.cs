using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// Reads the structural schemas of a CustomResourceDefinition (<c>apiextensions.k8s.io/v1</c>). <c>apiVersion</c>, <c>kind</c> and <c>metadata</c> of the
/// object and of embedded resources are those of every object, whatever the schema says of them. <c>$ref</c> is not allowed there and accepts anything.
/// </summary>
/// <remarks>Source: KEP-2337 and k8s.io/apiextensions-apiserver/pkg/apiserver/schema (structural.go, objectmeta).</remarks>
public sealed class CrdSchemaReader
{
    private readonly Fragments _fragments = new();

    private CrdSchemaReader()
    {
    }

    /// <summary>The structure of every version a CRD declares, served or not. A version without a schema keeps every field.</summary>
    /// <exception cref="SchemaFormatException">A schema is too large.</exception>
    public static IReadOnlyDictionary<GroupVersionKind, Schema> Read(DocumentValue crd)
    {
        var spec = crd["spec"u8];
        var group = spec["group"u8].AsString("");
        var kind = spec["names"u8]["kind"u8].AsString("");
        var schemas = new Dictionary<GroupVersionKind, Schema>();
        foreach (var version in spec["versions"u8].Items)
        {
            schemas[new GroupVersionKind(group, version["name"u8].AsString(""), kind)] = ReadVersion(version["schema"u8]["openAPIV3Schema"u8]);
        }

        return schemas;
    }

    /// <summary>The structure of an object from one version's <c>openAPIV3Schema</c>.</summary>
    /// <exception cref="SchemaFormatException">The schema is too large.</exception>
    public static Schema ReadVersion(DocumentValue openApiV3Schema) => new CrdSchemaReader()._fragments.ReadRoot(openApiV3Schema);

    private sealed class Fragments : SchemaFragmentReader
    {
        public Schema ReadRoot(DocumentValue fragment)
        {
            if (!fragment.IsObject)
            {
                return AsObject(Schema.Any with { Kind = SchemaKind.Object });
            }

            var schema = Declare(fragment, typeName: null);
            Fill(schema, fragment);
            schema = AsObject(schema.Kind == SchemaKind.Object ? schema : schema with { Kind = SchemaKind.Object });
            FinishEmbedded(schema);
            return schema;
        }

        protected override Schema Resolve(string reference) => Schema.Any;

        private static Schema AsObject(Schema schema)
        {
            var fields = new Dictionary<string, Schema>(schema.Fields, StringComparer.Ordinal)
            {
                ["apiVersion"] = new() { Kind = SchemaKind.String },
                ["kind"] = new() { Kind = SchemaKind.String },
                ["metadata"] = BuiltInSchemas.Instance.FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")!,
            };
            schema.Fields = fields;
            return schema;
        }

        private static void FinishEmbedded(Schema schema)
        {
            foreach (var field in schema.Fields.Values)
            {
                if (field.TypeName is null)
                {
                    FinishEmbedded(field);
                }
            }

            if (schema.Items is { } items)
            {
                FinishEmbedded(items);
            }

            if (schema.Values is { } values)
            {
                FinishEmbedded(values);
            }

            if (schema is { IsEmbeddedResource: true, Kind: SchemaKind.Object })
            {
                AsObject(schema);
            }
        }
    }
}
