using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.OpenApi;

/// <summary>
/// Writes <see cref="Schema"/>s as the <c>components.schemas</c> of an OpenAPI v3 document, with Kubernetes' extensions, and remembers which named types
/// are still to be written because something refers to them.
/// </summary>
/// <remarks>KEP-2896; the extensions: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy.</remarks>
internal sealed class OpenApiSchemaWriter(DocumentBuilder output)
{
    public const string ReferencePrefix = "#/components/schemas/";
    private readonly Queue<Schema> _pending = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Makes sure a named type, and what it refers to, will be written.</summary>
    public void Need(Schema? schema)
    {
        switch (schema)
        {
            case { TypeName: { } name } when _known.Add(name):
                // A field's schema may carry attributes of the field: the type itself is what is written.
                _pending.Enqueue(BuiltInSchemas.Instance.FindType(name) ?? schema);
                break;
            case { Items: { } items }:
                Need(items);
                break;
            case { TypeName: null, Values: { } values }:
                Need(values);
                break;
        }
    }

    /// <summary>Writes every needed type under its name, in the order they were met.</summary>
    /// <param name="kindsOf">The kinds a type is.</param>
    public void WriteNeeded(Func<string, IReadOnlyList<GroupVersionKind>> kindsOf)
    {
        while (_pending.TryDequeue(out var schema))
        {
            output.Name(schema.TypeName!);
            WriteType(schema, kindsOf(schema.TypeName!));
        }
    }

    /// <summary>A reference to a named type.</summary>
    public void Reference(string name) => output.StartObject().Name("$ref"u8).String(ReferencePrefix + name).EndObject();

    /// <summary><c>x-kubernetes-group-version-kind</c> of a type.</summary>
    public void Kinds(IReadOnlyList<GroupVersionKind> kinds)
    {
        if (kinds.Count == 0)
        {
            return;
        }

        output.Name("x-kubernetes-group-version-kind"u8).StartArray();
        foreach (var kind in kinds)
        {
            output.StartObject()
                .Name("group"u8).String(kind.Group)
                .Name("kind"u8).String(kind.Kind)
                .Name("version"u8).String(kind.Version)
                .EndObject();
        }

        output.EndArray();
    }

    private void WriteType(Schema schema, IReadOnlyList<GroupVersionKind> kinds)
    {
        output.StartObject();
        switch (schema.Kind)
        {
            case SchemaKind.IntOrString:
                output.Name("format"u8).String("int-or-string"u8);
                OneOf("integer"u8, "string"u8);
                break;
            case SchemaKind.Quantity:
                OneOf("string"u8, "number"u8);
                break;
            case SchemaKind.Object:
                WriteObject(schema);
                break;
            case SchemaKind.Any when !IsAnyJson(schema):
                output.Name("type"u8).String("object"u8);
                break;
            case SchemaKind.Any:
                break;
            default:
                Inline(schema);
                break;
        }

        Kinds(kinds);
        output.EndObject();
    }

    /// <summary>Types that hold any JSON at all say nothing; those that hold any object say so.</summary>
    private static bool IsAnyJson(Schema schema) => schema.TypeName!.Contains(".JSON", StringComparison.Ordinal);

    private void OneOf(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => output.Name("oneOf"u8).StartArray()
        .StartObject().Name("type"u8).String(first).EndObject()
        .StartObject().Name("type"u8).String(second).EndObject()
        .EndArray();

    private void WriteObject(Schema schema)
    {
        output.Name("type"u8).String("object"u8);
        Texts("required", schema.Required);
        if (schema.Fields.Count > 0)
        {
            output.Name("properties"u8).StartObject();
            foreach (var (name, field) in schema.Fields)
            {
                output.Name(name);
                WriteField(field, IsItems(schema, name));
            }

            output.EndObject();
        }

        if (schema.Values is { } values)
        {
            output.Name("additionalProperties"u8);
            WriteItem(values);
        }

        if (schema.IsAtomicMap)
        {
            output.Name("x-kubernetes-map-type"u8).String("atomic"u8);
        }

        if (schema.PreserveUnknownFields)
        {
            output.Name("x-kubernetes-preserve-unknown-fields"u8).Boolean(true);
        }

        if (schema.Unions.IsArray)
        {
            output.Name("x-kubernetes-unions"u8).Value(schema.Unions);
        }
    }

    /// <summary>The items of a list kind: the one list that never says how it merges.</summary>
    private static bool IsItems(Schema owner, string name) => name == "items" && owner.TypeName?.EndsWith("List", StringComparison.Ordinal) == true;

    private void WriteField(Schema field, bool isItems)
    {
        output.StartObject();
        if (field.TypeName is { } name)
        {
            Need(field);
            output.Name("allOf"u8).StartArray();
            Reference(name);
            output.EndArray();
        }
        else
        {
            Inline(field);
        }

        var value = field.Default.Exists ? field.Default : field.DocumentedDefault;
        if (value.Exists)
        {
            output.Name("default"u8).Value(value);
        }

        Extensions(field, isItems);
        output.EndObject();
    }

    /// <summary>An element of a list or map: a plain reference, or the type itself.</summary>
    private void WriteItem(Schema item)
    {
        if (item.TypeName is { } name)
        {
            Need(item);
            Reference(name);
            return;
        }

        output.StartObject();
        Inline(item);
        output.EndObject();
    }

    private void Inline(Schema schema)
    {
        switch (schema.Kind)
        {
            case SchemaKind.List:
                output.Name("type"u8).String("array"u8);
                if (schema.Items is { } items)
                {
                    output.Name("items"u8);
                    WriteItem(items);
                }

                break;
            case SchemaKind.Map:
                output.Name("type"u8).String("object"u8).Name("additionalProperties"u8);
                WriteItem(schema.Values ?? Schema.Any);
                MapType(schema);
                break;
            case SchemaKind.Object:
                WriteObject(schema);
                break;
            case SchemaKind.IntOrString:
                output.Name("x-kubernetes-int-or-string"u8).Boolean(true);
                break;
            case SchemaKind.Any:
                output.Name("x-kubernetes-preserve-unknown-fields"u8).Boolean(true);
                break;
            default:
                output.Name("type"u8).String(TypeText(schema.Kind));
                break;
        }

        if (schema.Format is { } format)
        {
            output.Name("format"u8).String(format);
        }

        Texts("enum", schema.Enum);
    }

    private void MapType(Schema schema)
    {
        if (schema.IsAtomicMap)
        {
            output.Name("x-kubernetes-map-type"u8).String("atomic"u8);
        }
    }

    private void Extensions(Schema field, bool isItems)
    {
        if (field.Kind == SchemaKind.List && !isItems)
        {
            Texts("x-kubernetes-list-map-keys", field.MapKeys);
            output.Name("x-kubernetes-list-type"u8).String(field.ListType switch
            {
                ListType.Map => "map"u8,
                ListType.Set => "set"u8,
                _ => "atomic"u8,
            });
        }

        if (field.PatchMergeKey is { } key)
        {
            output.Name("x-kubernetes-patch-merge-key"u8).String(key);
        }

        if (field.PatchStrategies.Count > 0)
        {
            output.Name("x-kubernetes-patch-strategy"u8).String(string.Join(',', field.PatchStrategies));
        }
    }

    private static ReadOnlySpan<byte> TypeText(SchemaKind kind) => kind switch
    {
        SchemaKind.Integer => "integer"u8,
        SchemaKind.Number => "number"u8,
        SchemaKind.Boolean => "boolean"u8,
        _ => "string"u8,
    };

    private void Texts(string name, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        output.Name(name).StartArray();
        foreach (var text in texts)
        {
            output.String(text);
        }

        output.EndArray();
    }
}
