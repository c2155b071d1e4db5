using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Decoding;

/// <summary>Names Go's JSON decoder gives to values and types in its errors.</summary>
internal static class GoTypes
{
    /// <summary>What the input holds: <c>string</c>, <c>number 1.5</c>…</summary>
    public static string ValueName(DocumentValue value, bool withNumber) => value.Kind switch
    {
        DocumentKind.String => "string",
        DocumentKind.Number => withNumber ? $"number {value}" : "number",
        DocumentKind.True or DocumentKind.False => "bool",
        DocumentKind.Array => "array",
        DocumentKind.Object => "object",
        _ => "null",
    };

    /// <summary>The Go type of a field: <c>int32</c>, <c>[]v1.Container</c>, <c>map[string]string</c>.</summary>
    public static string TypeName(Schema schema) => schema.Kind switch
    {
        SchemaKind.String => schema.Format switch
        {
            "byte" => "[]uint8",
            "date-time" => "v1.Time",
            _ => "string",
        },
        SchemaKind.Integer => schema.Format ?? "int64",
        SchemaKind.Number => "float64",
        SchemaKind.Boolean => "bool",
        SchemaKind.List => "[]" + (schema.Items is { } items ? TypeName(items) : "interface {}"),
        SchemaKind.Map => "map[string]" + (schema.Values is { } values ? TypeName(values) : "interface {}"),
        SchemaKind.Quantity => "resource.Quantity",
        SchemaKind.IntOrString => "intstr.IntOrString",
        _ => schema.TypeName is { } name ? PackageAndName(name) : "interface {}",
    };

    /// <summary>The struct of a schema without its package, for <c>Go struct field DeploymentSpec.…</c>.</summary>
    public static string StructName(Schema schema) => schema.TypeName is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";

    private static string PackageAndName(string typeName)
    {
        var last = typeName.LastIndexOf('.');
        var package = last <= 0 ? -1 : typeName.LastIndexOf('.', last - 1);
        return typeName[(package + 1)..];
    }
}
