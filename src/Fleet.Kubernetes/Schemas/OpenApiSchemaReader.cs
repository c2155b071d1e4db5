using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// Reads the OpenAPI v3 document of one group version (<c>/openapi/v3/apis/apps/v1</c>): <c>components.schemas</c> with their <c>$ref</c>s and
/// <c>x-kubernetes-*</c> extensions. Types may refer to themselves; a reference that leads nowhere, or only to itself, accepts anything.
/// </summary>
/// <remarks>Source: KEP-2896 and k8s.io/kube-openapi/pkg/schemaconv (openapi.go), which server-side apply builds on.</remarks>
public sealed class OpenApiSchemaReader
{
    private readonly Components _components;

    private OpenApiSchemaReader(DocumentValue schemas) => _components = new Components(schemas);

    /// <summary>The structures in an OpenAPI v3 document. The result keeps nothing of the document.</summary>
    /// <exception cref="SchemaFormatException">The document has no <c>openapi</c> version, is not version 3, or is too large.</exception>
    public static OpenApiSchemas Read(DocumentValue openApi)
    {
        var version = openApi["openapi"u8].AsString("");
        if (!version.StartsWith("3.", StringComparison.Ordinal))
        {
            throw new SchemaFormatException($"The OpenAPI document says openapi: \"{version}\"; 3.x is accepted.");
        }

        var reader = new OpenApiSchemaReader(openApi["components"u8]["schemas"u8]);
        return new OpenApiSchemas(reader._components.Types, reader._components.Kinds);
    }

    private sealed class Components : SchemaFragmentReader
    {
        private const string Prefix = "#/components/schemas/";
        private const int MaxAliases = 16;

        /// <summary>Components that only refer to another one, by name: what they refer to.</summary>
        private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
        private readonly bool _isStructural;

        public Components(DocumentValue source)
        {
            var owned = new List<(Schema Schema, DocumentValue Source, bool IsStructural)>();
            foreach (var (name, component) in source.Members)
            {
                if (ReferenceOf(component) is { } alias)
                {
                    _aliases[name] = alias;
                }
                else
                {
                    _isStructural = IsCustomResource(name, component);
                    var schema = Declare(component, name);
                    Types[name] = schema;
                    owned.Add((schema, component, _isStructural));
                }
            }

            foreach (var (schema, component, isStructural) in owned)
            {
                _isStructural = isStructural;
                Fill(schema, component);
                AddKinds(schema, component);
            }

            FinishCopies();
        }

        public Dictionary<string, Schema> Types { get; } = new(StringComparer.Ordinal);

        public Dictionary<GroupVersionKind, Schema> Kinds { get; } = [];

        protected override bool IsStructural => _isStructural;

        protected override Schema Resolve(string reference)
        {
            for (var hops = 0; hops < MaxAliases; hops++)
            {
                if (!reference.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    return Schema.Any;
                }

                // JSON pointer escapes, and the percent escapes some generators add for generic type names.
                var name = Uri.UnescapeDataString(reference[Prefix.Length..]).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
                if (Types.TryGetValue(name, out var schema))
                {
                    return schema;
                }

                if (!_aliases.TryGetValue(name, out reference!))
                {
                    return Schema.Any;
                }
            }

            return Schema.Any;
        }

        /// <summary>A custom resource's schema is inline all the way down; only its metadata is a reference. Go types refer to each other.</summary>
        private static bool IsCustomResource(string name, DocumentValue component)
        {
            if (name.StartsWith("io.k8s.", StringComparison.Ordinal) || component["x-kubernetes-group-version-kind"u8].Count == 0)
            {
                return false;
            }

            foreach (var (field, property) in component["properties"u8].Members)
            {
                if (field != "metadata" && (ReferenceOf(property) ?? ReferenceOf(property["items"u8])) is not null)
                {
                    return false;
                }
            }

            return true;
        }

        private void AddKinds(Schema schema, DocumentValue component)
        {
            foreach (var kind in component["x-kubernetes-group-version-kind"u8].Items)
            {
                Kinds.TryAdd(new GroupVersionKind(kind["group"u8].AsString(""), kind["version"u8].AsString(""), kind["kind"u8].AsString("")), schema);
            }
        }
    }
}
