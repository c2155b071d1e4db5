using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Schemas;

/// <summary>The zero values of Go's types, as generated documents state them.</summary>
internal static class ZeroDefaults
{
    private static readonly DocumentValue EmptyText = Document.Parse("\"\"").Root;
    private static readonly DocumentValue Zero = Document.Parse("0").Root;
    private static readonly DocumentValue False = Document.Parse("false").Root;

    /// <summary>The zero value of a field; undefined where documents state none (lists, times, quantities).</summary>
    public static DocumentValue Of(Schema field) => field.Kind switch
    {
        SchemaKind.Object => Document.EmptyObject.Root,
        SchemaKind.String when field.TypeName is null && field.Format != "byte" => EmptyText,
        SchemaKind.Integer or SchemaKind.Number => Zero,
        SchemaKind.Boolean => False,
        _ => default,
    };
}
