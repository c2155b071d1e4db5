using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.TypedValues;

/// <summary>
/// Brings a field set in line with a schema that has since made a list or map atomic: who owned a part of it owns it as a whole.
/// </summary>
/// <remarks>Source: structured-merge-diff, typed/reconcile_schema.go.</remarks>
internal static class FieldSetReconciler
{
    /// <summary>The set under the schema; the same one when nothing changed.</summary>
    public static FieldSet Reconcile(FieldSet set, Schema schema)
    {
        var elements = set.Elements;
        FieldSet[]? changed = null;
        for (var i = 0; i < elements.Length; i++)
        {
            var child = set.Child(i);
            if (child.Elements.Length == 0 || FieldSet.SchemaBelow(schema, elements[i]) is not { } below)
            {
                continue;
            }

            var reconciled = IsAtomic(below) ? FieldSet.Leaf : Reconcile(child, below);
            if (!ReferenceEquals(reconciled, child))
            {
                changed ??= CopyChildren(set);
                changed[i] = reconciled;
            }
        }

        return changed is null ? set : FieldSet.Node(set.IsMember, elements.ToArray(), changed);
    }

    private static bool IsAtomic(Schema schema) => schema.Kind switch
    {
        SchemaKind.List => !TypedSchema.IsGranularList(schema),
        SchemaKind.Object or SchemaKind.Map => !TypedSchema.IsGranularMap(schema),
        _ => false,
    };

    private static FieldSet[] CopyChildren(FieldSet set)
    {
        var children = new FieldSet[set.Elements.Length];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = set.Child(i);
        }

        return children;
    }
}
