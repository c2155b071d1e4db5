using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>What Go calls the types of the API in its decoding errors: <c>int32</c>, <c>v1.PodSpec</c>, <c>map[string]string</c>.</summary>
internal static class GoTypeNames
{
    public const string JsonSchemaProps = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";

    /// <summary>The bare name of a struct: <c>PodSpec</c>.</summary>
    public static string StructName(Schema schema) => schema.TypeName is { } name ? name[(name.LastIndexOf('.') + 1)..] : "";

    public static bool IsSchemaOr(Schema schema) => schema.TypeName?.StartsWith(JsonSchemaProps + "Or", StringComparison.Ordinal) == true;

    public static string Of(Schema schema) => schema.Kind switch
    {
        SchemaKind.Integer => schema.Format ?? "int64",
        SchemaKind.Number => "float64",
        SchemaKind.Boolean => "bool",
        SchemaKind.List => "[]" + Of(schema.Items ?? Schema.Any),
        SchemaKind.Map => "map[string]" + Of(schema.Values ?? Schema.Any),
        SchemaKind.Object when schema.TypeName is { } name => Qualified(name),
        SchemaKind.IntOrString => "intstr.IntOrString",
        SchemaKind.Quantity => "resource.Quantity",
        SchemaKind.String when schema.Format == "byte" => "[]uint8",
        _ => "string",
    };

    private static string Qualified(string name)
    {
        var parts = name.Split('.');
        return $"{parts[^2]}.{parts[^1]}";
    }
}
