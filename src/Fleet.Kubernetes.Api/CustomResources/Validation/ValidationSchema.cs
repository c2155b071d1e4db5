using System.Text.RegularExpressions;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.CustomResources.Validation;

/// <summary>
/// The value rules of one node of a CRD's <c>openAPIV3Schema</c>, read once: types, ranges, lengths, patterns, and the <c>allOf/anyOf/oneOf/not</c> below it.
/// </summary>
internal sealed class ValidationSchema
{
    private ValidationSchema(DocumentValue source)
    {
        Types = source["x-kubernetes-int-or-string"u8].AsBoolean() == true ? ["integer", "string"]
            : source["type"u8].AsString() is { Length: > 0 } type ? [type]
            : [];
        Format = source["format"u8].AsString("");
        IsNullable = source["nullable"u8].AsBoolean() == true;
        Required = [.. source["required"u8].Items.ToList().Select(item => item.AsString(""))];
        Enum = [.. source["enum"u8].Items.ToList().Select(item => item.ToDocument())];
        Bounds = new(source);
        Pattern = source["pattern"u8].AsString() is { Length: > 0 } pattern && GoPattern.TryCompile(pattern, out var regex) ? regex : null;
        PatternText = source["pattern"u8].AsString("");
        ListType = source["x-kubernetes-list-type"u8].AsString("");
        MapKeys = [.. source["x-kubernetes-list-map-keys"u8].Items.ToList().Select(item => item.AsString(""))];
        IsEmbeddedResource = source["x-kubernetes-embedded-resource"u8].AsBoolean() == true;
        HasRules = source["x-kubernetes-validations"u8].Count > 0;
        Properties = source["properties"u8].Members.ToList().ToDictionary(member => member.Name, member => Read(member.Value), StringComparer.Ordinal);
        Items = source["items"u8].IsObject ? Read(source["items"u8]) : null;
        AdditionalProperties = source["additionalProperties"u8].IsObject ? Read(source["additionalProperties"u8]) : null;
        AllOf = ReadAll(source["allOf"u8]);
        AnyOf = ReadAll(source["anyOf"u8]);
        OneOf = ReadAll(source["oneOf"u8]);
        Not = source["not"u8].IsObject ? Read(source["not"u8]) : null;
        HasRulesBelow = HasRules || Properties.Values.Any(schema => schema.HasRulesBelow) || Items?.HasRulesBelow == true || AdditionalProperties?.HasRulesBelow == true;
    }

    /// <summary>JSON types accepted, empty for any.</summary>
    public IReadOnlyList<string> Types { get; }

    public string Format { get; }

    public bool IsNullable { get; }

    public IReadOnlyList<string> Required { get; }

    public IReadOnlyList<Document> Enum { get; }

    public ValueBounds Bounds { get; }

    /// <summary>Null for none; a definition whose pattern cannot be read is refused before it comes here.</summary>
    public Regex? Pattern { get; }

    public string PatternText { get; }

    public string ListType { get; }

    public IReadOnlyList<string> MapKeys { get; }

    public bool IsEmbeddedResource { get; }

    /// <summary>This node or one below has <c>x-kubernetes-validations</c>.</summary>
    public bool HasRulesBelow { get; }

    public IReadOnlyDictionary<string, ValidationSchema> Properties { get; }

    public ValidationSchema? Items { get; }

    public ValidationSchema? AdditionalProperties { get; }

    public IReadOnlyList<ValidationSchema> AllOf { get; }

    public IReadOnlyList<ValidationSchema> AnyOf { get; }

    public IReadOnlyList<ValidationSchema> OneOf { get; }

    public ValidationSchema? Not { get; }

    private bool HasRules { get; }

    public static ValidationSchema Read(DocumentValue openApiV3Schema) => new(openApiV3Schema);

    private static IReadOnlyList<ValidationSchema> ReadAll(DocumentValue schemas) => [.. schemas.Items.ToList().Select(Read)];
}
