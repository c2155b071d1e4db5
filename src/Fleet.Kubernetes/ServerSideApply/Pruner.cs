using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.FieldSets;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.TypedValues;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Removes from a merged object what the applier had applied before, does not apply now, and nobody else owns.</summary>
/// <remarks>Source: structured-merge-diff, merge/update.go (Updater.prune).</remarks>
internal readonly struct Pruner(FieldSetPool pool, Schema schema)
{
    /// <param name="last">What the applier owned before.</param>
    /// <param name="managed">All managers, the applier with its new set.</param>
    public Document Prune(Document merged, FieldSet last, FieldSet applied, ManagedFields managed)
    {
        // Nothing the applier owned is given up: each field of it is owned by the new set, so nothing can go.
        if (last.IsEmpty || last.IsSubsetOf(applied))
        {
            return merged;
        }

        var owned = FieldSet.Empty;
        foreach (var entry in managed.Entries)
        {
            owned = owned.Union(entry.Fields);
        }

        var named = last.EnsureNamedFieldsAreMembers(schema);
        var mergedSet = Fields(merged);
        var pruned = Remove(merged, named);
        pruned = Remove(merged, mergedSet.Difference(Fields(pruned).Union(owned.EnsureNamedFieldsAreMembers(schema))));

        // What went with a removed parent but was not the applier's comes back.
        return Remove(merged, mergedSet.Difference(Fields(pruned)).Intersection(named));
    }

    private FieldSet Fields(Document value) => TypedFieldSet.Of(value.Root, schema, pool).EnsureNamedFieldsAreMembers(schema);

    private Document Remove(Document value, FieldSet fields)
    {
        if (fields.IsEmpty)
        {
            return value;
        }

        using var builder = new DocumentBuilder();
        new TypedRemover(pool, builder).Remove(value.Root, fields, schema);
        var result = builder.Build();
        return result.Root.IsObject ? result : Document.EmptyObject;
    }
}
