using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Tests.FieldSets;

/// <summary>Reads schemas in structured-merge-diff's own format: <c>types: [{name, map: {fields, elementType}, list: {…}, scalar}]</c>.</summary>
internal sealed class SmdSchemaSource
{
    private readonly Dictionary<string, DocumentValue> _types;
    private readonly Dictionary<string, Schema> _schemas = new(StringComparer.Ordinal);

    public SmdSchemaSource(DocumentValue source) =>
        _types = source["types"u8].Items.ToList().ToDictionary(type => type["name"u8].AsString()!, StringComparer.Ordinal);

    public Schema Find(GroupVersionKind kind) =>
        Named($"io.k8s.api.{(kind.Group.Length == 0 ? "core" : kind.Group)}.{kind.Version}.{kind.Kind}");

    private Schema Named(string name)
    {
        if (!_schemas.TryGetValue(name, out var schema))
        {
            // Declared before its fields are read, so that types can refer to themselves.
            var isMap = _types[name]["map"u8].Exists;
            schema = isMap ? Empty(_types[name]["map"u8], name) : Read(_types[name]);
            _schemas[name] = schema;
            if (isMap)
            {
                Fill(schema, _types[name]["map"u8]);
            }
        }

        return schema;
    }

    private Schema Read(DocumentValue type)
    {
        if (type["namedType"u8].AsString() is { } name)
        {
            return Named(name);
        }

        if (type["map"u8] is { Exists: true } map)
        {
            var schema = Empty(map, null);
            Fill(schema, map);
            return schema;
        }

        if (type["list"u8] is { Exists: true } list)
        {
            var keys = list["keys"u8].Items.ToList().ConvertAll(key => key.AsString()!);
            var isGranular = list["elementRelationship"u8].AsString() == "associative";
            return new Schema
            {
                Kind = SchemaKind.List,
                Items = Read(list["elementType"u8]),
                ListType = !isGranular ? ListType.Atomic : keys.Count > 0 ? ListType.Map : ListType.Set,
                MapKeys = keys,
            };
        }

        return type["scalar"u8].AsString() switch
        {
            "string" => new Schema { Kind = SchemaKind.String },
            "numeric" => new Schema { Kind = SchemaKind.Number },
            "boolean" => new Schema { Kind = SchemaKind.Boolean },
            "untyped" => new Schema { Kind = SchemaKind.IntOrString },
            _ => Schema.Any,
        };
    }

    private static Schema Empty(DocumentValue map, string? name) => new()
    {
        Kind = map["fields"u8].Exists ? SchemaKind.Object : SchemaKind.Map,
        TypeName = name,
        IsAtomicMap = map["elementRelationship"u8].AsString() == "atomic",
    };

    private void Fill(Schema schema, DocumentValue map)
    {
        schema.Values = map["elementType"u8].Exists ? Read(map["elementType"u8]) : null;
        schema.Fields = map["fields"u8].Items.ToList().ToDictionary(field => field["name"u8].AsString()!, field => Read(field["type"u8]), StringComparer.Ordinal);
    }
}
