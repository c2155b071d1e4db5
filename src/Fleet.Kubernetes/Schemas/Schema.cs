using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Schemas;

/// <summary>
/// The structure of a value at one place of an object: its type, how lists and maps merge, what is filled in when absent. Built from the embedded
/// Kubernetes structure, from a cluster's OpenAPI v3 or from a CRD; immutable once handed out. Types may refer to themselves.
/// </summary>
/// <remarks>Semantics: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy and the structural schema rules of CRDs.</remarks>
public sealed record Schema
{
    private static readonly Dictionary<string, Schema> NoFields = [];

    /// <summary>Accepts anything and merges it as one value where it is not an object.</summary>
    public static Schema Any { get; } = new() { Kind = SchemaKind.Any, PreserveUnknownFields = true };

    public required SchemaKind Kind { get; init; }

    /// <summary>The OpenAPI name of the type (<c>io.k8s.api.core.v1.Container</c>), or null for an inline one.</summary>
    public string? TypeName { get; init; }

    /// <summary>The OpenAPI format: <c>int32</c>, <c>int64</c>, <c>double</c>, <c>byte</c>, <c>date-time</c>…, or null.</summary>
    public string? Format { get; init; }

    /// <summary>The declared fields of an <see cref="SchemaKind.Object"/>.</summary>
    public IReadOnlyDictionary<string, Schema> Fields { get; internal set; } = NoFields;

    /// <summary>Names of fields that must be present.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>The element type of a <see cref="SchemaKind.List"/>.</summary>
    public Schema? Items { get; internal set; }

    /// <summary>The value type of a <see cref="SchemaKind.Map"/>.</summary>
    public Schema? Values { get; internal set; }

    public ListType ListType { get; init; }

    /// <summary>The keys of a <see cref="ListType.Map"/> list, in their declared order.</summary>
    public IReadOnlyList<string> MapKeys { get; init; } = [];

    /// <summary>An object or map that changes owner as a whole (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool IsAtomicMap { get; init; }

    /// <summary>The merge key of a strategic merge patch, or null: the list is replaced.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>Strategic merge directives: <c>merge</c>, <c>replace</c>, <c>retainKeys</c>.</summary>
    public IReadOnlyList<string> PatchStrategies { get; init; } = [];

    /// <summary>Accepted values, empty when free.</summary>
    public IReadOnlyList<string> Enum { get; init; } = [];

    /// <summary>What the server fills in when the field is absent; undefined when nothing.</summary>
    public DocumentValue Default { get; init; }

    /// <summary>
    /// A zero value that OpenAPI documents state as default though nothing fills it in (Go's values without pointers); undefined for none.
    /// </summary>
    public DocumentValue DocumentedDefault { get; init; }

    /// <summary>Which fields exclude each other (<c>x-kubernetes-unions</c>), as documents state it; undefined for none.</summary>
    public DocumentValue Unions { get; init; }

    /// <summary>Fields that are not declared are kept, not pruned.</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>The value is a whole Kubernetes object (<c>x-kubernetes-embedded-resource</c>).</summary>
    public bool IsEmbeddedResource { get; init; }

    public bool IsNullable { get; init; }

    /// <summary>When a typed server writes this field out; <see cref="FieldPresence.AsGiven"/> where it is not known.</summary>
    public FieldPresence Presence { get; init; }

    /// <summary>The structure of the member <paramref name="name"/>: a declared field, a map's value type, or null when unknown.</summary>
    public Schema? Field(string name) => Kind switch
    {
        SchemaKind.Object => Fields.GetValueOrDefault(name) ?? Values,
        SchemaKind.Map => Values,
        _ => null,
    };

    /// <summary>Follows field names; list elements are stepped into without a name of their own.</summary>
    public Schema? At(params ReadOnlySpan<string> path)
    {
        var schema = this;
        foreach (var name in path)
        {
            while (schema is { Kind: SchemaKind.List })
            {
                schema = schema.Items;
            }

            if ((schema = schema?.Field(name)) is null)
            {
                return null;
            }
        }

        return schema;
    }

    /// <summary>Two schemas are the same only when they are one object: comparing by content would walk type cycles.</summary>
    public bool Equals(Schema? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    public override string ToString() => TypeName ?? Kind.ToString();
}
