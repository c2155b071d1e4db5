using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// Turns JSON Schema fragments with <c>x-kubernetes-*</c> extensions into <see cref="Schema"/>. What only validates (pattern, oneOf, bounds, CEL rules)
/// is not structure and is passed over. The number of fragments is bounded: the document comes from a server we did not write.
/// </summary>
internal abstract class SchemaFragmentReader
{
    /// <summary>Kubernetes 1.36's largest group version has 8,000; a CRD is limited to 1.5 MiB by etcd.</summary>
    private const int MaxFragments = 250_000;

    /// <summary>Referenced types with attributes of one field, copied before the type may have had its children.</summary>
    private readonly List<(Schema Copy, Schema Original)> _copies = [];
    private int _fragments;

    /// <summary>
    /// The fragment is a structural schema (a CRD's): a default that is a zero value is meant, and an object without fields has none. Go types'
    /// generated OpenAPI writes zero defaults that nothing fills in, and an object without fields holds anything.
    /// </summary>
    protected virtual bool IsStructural => true;

    /// <summary>The type a <c>$ref</c> names.</summary>
    protected abstract Schema Resolve(string reference);

    protected Schema Read(DocumentValue fragment)
    {
        if (ReferenceOf(fragment) is { } reference)
        {
            CountFragment();
            return Decorate(Resolve(reference), fragment);
        }

        var schema = Declare(fragment, typeName: null);
        Fill(schema, fragment);
        return schema;
    }

    /// <summary>The schema of a fragment without its children, so that types can refer to themselves.</summary>
    protected Schema Declare(DocumentValue fragment, string? typeName)
    {
        CountFragment();
        var kind = KindOf(fragment, typeName);
        return new Schema
        {
            Kind = kind,
            TypeName = typeName,
            Format = fragment["format"u8].AsString(),
            PreserveUnknownFields = kind == SchemaKind.Any || fragment["x-kubernetes-preserve-unknown-fields"u8].AsBoolean() == true,
            IsEmbeddedResource = fragment["x-kubernetes-embedded-resource"u8].AsBoolean() == true,
            IsNullable = fragment["nullable"u8].AsBoolean() == true,
            IsAtomicMap = IsAtomic(fragment) || (kind == SchemaKind.Any && !IsStructural && !fragment["x-kubernetes-preserve-unknown-fields"u8].Exists),
            ListType = ListTypeOf(fragment),
            MapKeys = Strings(fragment["x-kubernetes-list-map-keys"u8]),
            PatchMergeKey = fragment["x-kubernetes-patch-merge-key"u8].AsString(),
            PatchStrategies = Strategies(fragment),
            Required = Strings(fragment["required"u8]),
            Enum = Strings(fragment["enum"u8]),
            Default = DefaultOf(fragment),
        };
    }

    protected void Fill(Schema schema, DocumentValue fragment)
    {
        var properties = fragment["properties"u8];
        if (properties.Count > 0 && schema.Kind == SchemaKind.Object)
        {
            var fields = new Dictionary<string, Schema>(properties.Count, StringComparer.Ordinal);
            foreach (var (name, property) in properties.Members)
            {
                fields[name] = Read(property);
            }

            schema.Fields = fields;
        }

        if (schema.Kind is SchemaKind.Map or SchemaKind.Object && fragment["additionalProperties"u8] is { IsNullOrUndefined: false, Kind: not DocumentKind.False } values)
        {
            schema.Values = values.IsObject ? Read(values) : Schema.Any;
        }

        if (schema.Kind == SchemaKind.List)
        {
            schema.Items = fragment["items"u8] is { IsObject: true } items ? Read(items) : Schema.Any;
        }
    }

    /// <summary>Gives the copies made by attributes the children their originals have by now.</summary>
    protected void FinishCopies()
    {
        foreach (var (copy, original) in _copies)
        {
            copy.Fields = original.Fields;
            copy.Items = original.Items;
            copy.Values = original.Values;
        }
    }

    /// <summary>The <c>$ref</c> a fragment is, directly or as the reference in its <c>allOf</c>; null when it is inline.</summary>
    protected static string? ReferenceOf(DocumentValue fragment)
    {
        if (fragment["$ref"u8].AsString() is { } direct)
        {
            return direct;
        }

        foreach (var part in fragment["allOf"u8].Items)
        {
            if (part["$ref"u8].AsString() is { } reference)
            {
                return reference;
            }
        }

        return null;
    }

    private void CountFragment()
    {
        if (++_fragments > MaxFragments)
        {
            throw new SchemaFormatException($"The schema has more than {MaxFragments} parts.");
        }
    }

    private Schema Decorate(Schema schema, DocumentValue fragment)
    {
        if (fragment.Count <= 1)
        {
            return schema;
        }

        var defaultValue = DefaultOf(fragment);
        var copy = schema with
        {
            IsNullable = schema.IsNullable || fragment["nullable"u8].AsBoolean() == true,
            IsAtomicMap = fragment["x-kubernetes-map-type"u8].Exists ? IsAtomic(fragment) : schema.IsAtomicMap,
            ListType = fragment["x-kubernetes-list-type"u8].Exists ? ListTypeOf(fragment) : schema.ListType,
            MapKeys = fragment["x-kubernetes-list-map-keys"u8].Exists ? Strings(fragment["x-kubernetes-list-map-keys"u8]) : schema.MapKeys,
            PatchMergeKey = fragment["x-kubernetes-patch-merge-key"u8].AsString() ?? schema.PatchMergeKey,
            PatchStrategies = fragment["x-kubernetes-patch-strategy"u8].Exists ? Strategies(fragment) : schema.PatchStrategies,
            Enum = fragment["enum"u8].Exists ? Strings(fragment["enum"u8]) : schema.Enum,
            Default = defaultValue.Exists ? defaultValue : schema.Default,
        };
        _copies.Add((copy, schema));
        return copy;
    }

    private SchemaKind KindOf(DocumentValue fragment, string? typeName)
    {
        if (fragment["x-kubernetes-int-or-string"u8].AsBoolean() == true || fragment["format"u8].StringEquals("int-or-string"u8))
        {
            return SchemaKind.IntOrString;
        }

        if (typeName is not null && typeName.EndsWith(".pkg.api.resource.Quantity", StringComparison.Ordinal))
        {
            return SchemaKind.Quantity;
        }

        return fragment["type"u8].AsString() switch
        {
            "object" => ObjectKind(fragment),
            "array" => SchemaKind.List,
            "string" => SchemaKind.String,
            "integer" => SchemaKind.Integer,
            "number" => SchemaKind.Number,
            "boolean" => SchemaKind.Boolean,
            _ => UntypedKind(fragment),
        };
    }

    private SchemaKind ObjectKind(DocumentValue fragment)
    {
        if (fragment["properties"u8].Count > 0)
        {
            return SchemaKind.Object;
        }

        if (fragment["additionalProperties"u8] is { IsNullOrUndefined: false, Kind: not DocumentKind.False })
        {
            return SchemaKind.Map;
        }

        return IsStructural ? SchemaKind.Object : SchemaKind.Any;
    }

    /// <summary>No <c>type</c>: said by the keywords that are there, or by <c>oneOf</c> (Quantity, IntOrString of older servers).</summary>
    private static SchemaKind UntypedKind(DocumentValue fragment)
    {
        if (fragment["properties"u8].Count > 0)
        {
            return SchemaKind.Object;
        }

        if (fragment["items"u8].IsObject)
        {
            return SchemaKind.List;
        }

        var oneOf = fragment["oneOf"u8].Items.ToList().ConvertAll(part => part["type"u8].AsString(""));
        if (oneOf.Count != 2 || !oneOf.Contains("string"))
        {
            return SchemaKind.Any;
        }

        return oneOf.Contains("integer") ? SchemaKind.IntOrString : oneOf.Contains("number") ? SchemaKind.Quantity : SchemaKind.Any;
    }

    private static bool IsAtomic(DocumentValue fragment) => fragment["x-kubernetes-map-type"u8].StringEquals("atomic"u8);

    private static ListType ListTypeOf(DocumentValue fragment) => fragment["x-kubernetes-list-type"u8].AsString() switch
    {
        "map" => ListType.Map,
        "set" => ListType.Set,
        _ => ListType.Atomic,
    };

    private static string[] Strategies(DocumentValue fragment) =>
        fragment["x-kubernetes-patch-strategy"u8].AsString()?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A copy: the schema must not keep the whole OpenAPI document in memory.</summary>
    private DocumentValue DefaultOf(DocumentValue fragment)
    {
        var value = fragment["default"u8];
        return !value.Exists || (!IsStructural && IsZero(value)) ? default : value.ToDocument().Root;
    }

    private static bool IsZero(DocumentValue value) => value.Kind switch
    {
        DocumentKind.Null or DocumentKind.False => true,
        DocumentKind.Number => value.AsDouble() == 0,
        DocumentKind.String => value.StringEquals(""u8),
        DocumentKind.Object or DocumentKind.Array => value.Count == 0,
        _ => false,
    };

    private static string[] Strings(DocumentValue list)
    {
        if (list.Count == 0)
        {
            return [];
        }

        return [.. list.Items.ToList().Where(item => !item.IsNullOrUndefined).Select(item => item.AsString() ?? item.ToString())];
    }
}
