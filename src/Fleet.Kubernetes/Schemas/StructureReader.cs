using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Kubernetes.Schemas;

/// <summary>Reads the embedded structure file: <c>types: {name: {fields: {name: type | [type, attributes]}, required, gvk, mapType, is}}</c>.</summary>
internal sealed class StructureReader
{
    private const string Prefix = "io.k8s.";
    private readonly DocumentValue _source;
    private readonly FieldPresenceTable _presence;
    private readonly DocumentValue _documented;

    /// <summary>Named types with attributes of one field, copied before the named type may have had its fields.</summary>
    private readonly List<(Schema Copy, Schema Original)> _copies = [];

    /// <param name="types">The structure.</param>
    /// <param name="presence">How fields are written out.</param>
    /// <param name="documented">What only OpenAPI documents say: <c>{type: {unions, defaults: {field: zero}, itemEnums: {field: values}}}</c>.</param>
    public StructureReader(DocumentValue types, FieldPresenceTable presence, DocumentValue documented)
    {
        _source = types;
        _presence = presence;
        _documented = documented;
        foreach (var (name, type) in types.Members)
        {
            Types[Prefix + name] = Declare(Prefix + name, type);
        }

        foreach (var (name, type) in types.Members)
        {
            Fill(Types[Prefix + name], type);
        }

        foreach (var (copy, original) in _copies)
        {
            copy.Fields = original.Fields;
        }
    }

    public Dictionary<string, Schema> Types { get; } = new(StringComparer.Ordinal);

    public Dictionary<GroupVersionKind, Schema> Kinds { get; } = [];

    private Schema Declare(string name, DocumentValue type)
    {
        var kind = type["is"u8].AsString() switch
        {
            null => SchemaKind.Object,
            "intOrString" => SchemaKind.IntOrString,
            "oneOf" => SchemaKind.Quantity,
            "string:date-time" => SchemaKind.String,
            _ => SchemaKind.Any,
        };
        return new Schema
        {
            Kind = kind,
            TypeName = name,
            Format = kind == SchemaKind.String ? "date-time" : null,
            PreserveUnknownFields = kind == SchemaKind.Any,
            // A Go type without structure (JSON, RawExtension) changes owner as a whole; only preserve-unknown-fields is granular.
            IsAtomicMap = kind == SchemaKind.Any || type["mapType"u8].StringEquals("atomic"u8),
            Required = Strings(type["required"u8]),
            Unions = Documented(name)["unions"u8],
        };
    }

    private DocumentValue Documented(string name) => _documented[name[Prefix.Length..]];

    private void Fill(Schema schema, DocumentValue type)
    {
        var fields = new Dictionary<string, Schema>(StringComparer.Ordinal);
        foreach (var (name, field) in type["fields"u8].Members)
        {
            var structure = field.IsArray ? Field(field[0].AsString(""), field[1]) : Field(field.AsString(""), default);
            var written = Document(
                schema, name, structure with { Presence = _presence.Of(schema, name, structure, isKind: type["gvk"u8].Exists) });
            _copies.Add((written, structure));
            fields[name] = written;
        }

        if (fields.Count > 0)
        {
            schema.Fields = fields;
        }

        foreach (var gvk in type["gvk"u8].Items)
        {
            Kinds[new GroupVersionKind(gvk[0].AsString(""), gvk[1].AsString(""), gvk[2].AsString(""))] = schema;
        }
    }

    /// <summary>Adds what only documents say of a field: zero defaults and the values of list items.</summary>
    private Schema Document(Schema owner, string name, Schema field)
    {
        var documented = Documented(owner.TypeName!);
        var zero = documented["defaults"u8][name];
        if (!zero.Exists && !field.Default.Exists && field.Presence is FieldPresence.Always)
        {
            zero = ZeroDefaults.Of(field);
        }

        var items = documented["itemEnums"u8][name] is { IsArray: true } values && field.Items is { } item ? item with { Enum = Strings(values) } : field.Items;
        return zero.Exists || items != field.Items ? field with { DocumentedDefault = zero, Items = items } : field;
    }

    private Schema Field(string type, DocumentValue attributes)
    {
        var schema = Type(type);
        if (!attributes.Exists)
        {
            return schema;
        }

        var copy = schema with
        {
            ListType = attributes["listType"u8].AsString() switch
            {
                "map" => ListType.Map,
                "set" => ListType.Set,
                _ => ListType.Atomic,
            },
            MapKeys = Strings(attributes["keys"u8]),
            IsAtomicMap = schema.IsAtomicMap || attributes["mapType"u8].StringEquals("atomic"u8),
            PatchMergeKey = attributes["mergeKey"u8].AsString(),
            PatchStrategies = attributes["patchStrategy"u8].AsString()?.Split(',') ?? [],
            Enum = Strings(attributes["enum"u8]),
            Default = attributes["default"u8],
        };
        _copies.Add((copy, schema));
        return copy;
    }

    private Schema Type(string type)
    {
        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            return new Schema { Kind = SchemaKind.List, Items = Type(type[2..]) };
        }

        if (type.StartsWith("map:", StringComparison.Ordinal))
        {
            return new Schema { Kind = SchemaKind.Map, Values = Type(type[4..]) };
        }

        if (_source[type].Exists)
        {
            return Types[Prefix + type];
        }

        var colon = type.IndexOf(':');
        var format = colon < 0 ? null : type[(colon + 1)..];
        return (colon < 0 ? type : type[..colon]) switch
        {
            "string" => new Schema { Kind = SchemaKind.String, Format = format },
            "integer" => new Schema { Kind = SchemaKind.Integer, Format = format },
            "number" => new Schema { Kind = SchemaKind.Number, Format = format },
            "boolean" => new Schema { Kind = SchemaKind.Boolean },
            _ => Schema.Any,
        };
    }

    private static string[] Strings(DocumentValue list) => [.. list.Items.ToList().Select(item => item.AsString(""))];
}
