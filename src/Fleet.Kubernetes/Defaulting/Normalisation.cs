using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>
/// What decoding into typed structs and encoding again does to an object of a built-in kind: unknown fields and nulls go, empty optional fields
/// go, fields that are always written appear, quantities and times take their canonical form. Driven by <see cref="Schema.Presence"/>; fields of
/// other schemas (<see cref="FieldPresence.AsGiven"/>) lose their nulls only.
/// </summary>
/// <remarks>Source: the field tags of k8s.io/api and Go's <c>encoding/json</c>.</remarks>
public static class Normalisation
{
    /// <summary>
    /// Normalises a whole object of a built-in kind, of a version no longer served by the structure that took over. Fields behind gates that are off
    /// by default go. Objects of other kinds lose their nulls only.
    /// </summary>
    /// <exception cref="TypedDecodeException">A value does not fit the type of its field.</exception>
    public static DocumentNode Apply(GroupVersionKind kind, DocumentValue value, ICollection<string>? strictErrors = null)
    {
        var node = RetiredVersions.Find(kind) is { } schema ? Apply(schema, value, strictErrors) : WithoutNulls(value);
        GatedFields.Remove(kind.Group, node);
        return node;
    }

    /// <summary>Normalises a value.</summary>
    /// <param name="schema">Its structure.</param>
    /// <param name="value">The value as it was sent or stored.</param>
    /// <param name="strictErrors">
    /// Takes what strict decoding would refuse, in document order: <c>unknown field "spec.foo"</c>, <c>duplicate field "spec.replicas"</c>.
    /// </param>
    /// <param name="asStored">
    /// Empty lists of fields that are always written become null, as they do once stored (protobuf cannot tell them apart). Until then a server
    /// sees that they were given, and who gave them owns them.
    /// </param>
    /// <exception cref="TypedDecodeException">A value does not fit the type of its field.</exception>
    public static DocumentNode Apply(Schema schema, DocumentValue value, ICollection<string>? strictErrors = null, bool asStored = true) =>
        new TypedDecoder(strictErrors, asStored).Read(schema, value);

    /// <summary>The same object without null members, at any depth; null list items stay.</summary>
    public static DocumentNode WithoutNulls(DocumentValue value)
    {
        var node = DocumentNode.From(value);
        RemoveNulls(node);
        return node;
    }

    private static void RemoveNulls(DocumentNode node)
    {
        if (node.IsObject)
        {
            foreach (var name in node.Names)
            {
                var member = node[name]!;
                if (member.IsNull)
                {
                    node.Remove(name);
                }
                else
                {
                    RemoveNulls(member);
                }
            }
        }
        else if (node.IsArray)
        {
            foreach (var item in node.Items)
            {
                RemoveNulls(item);
            }
        }
    }
}
