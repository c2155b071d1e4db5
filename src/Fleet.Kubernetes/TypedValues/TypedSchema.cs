using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>What structured-merge-diff calls an atom: how a value of a schema merges.</summary>
internal static class TypedSchema
{
    /// <summary>
    /// The shape of a value. Where anything goes the value decides, and null is a map: structured-merge-diff tries maps first.
    /// </summary>
    public static TypedShape ShapeOf(Schema schema, DocumentValue value) => schema.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => TypedShape.Map,
        SchemaKind.List => TypedShape.List,
        SchemaKind.Any => value.Kind switch
        {
            DocumentKind.Array => TypedShape.List,
            DocumentKind.Object or DocumentKind.Null or DocumentKind.Undefined => TypedShape.Map,
            _ => TypedShape.Scalar,
        },
        _ => TypedShape.Scalar,
    };

    /// <summary>Items have owners of their own.</summary>
    public static bool IsGranularList(Schema schema) => schema.Kind == SchemaKind.List && schema.ListType != ListType.Atomic;

    /// <summary>Members have owners of their own.</summary>
    public static bool IsGranularMap(Schema schema) => !schema.IsAtomicMap;

    /// <summary>The schema of a member, or null when it is not declared.</summary>
    public static Schema? Member(Schema schema, string name)
    {
        TryMember(schema, name, out var member);
        return member;
    }

    /// <summary>The schema of a member, or null when it is not declared; true when it is a declared field, not an entry of a map.</summary>
    public static bool TryMember(Schema schema, string name, out Schema? member)
    {
        switch (schema.Kind)
        {
            case SchemaKind.Any:
                member = schema;
                return false;
            case SchemaKind.Object when schema.Fields.TryGetValue(name, out member):
                return true;
            case SchemaKind.Object:
                member = schema.Values ?? (schema.PreserveUnknownFields ? Schema.Any : null);
                return false;
            default:
                member = schema.Values;
                return false;
        }
    }

    public static Schema Item(Schema schema) => schema.Items ?? Schema.Any;

    public static bool IsEmpty(DocumentValue value) => !value.HasContent;
}
