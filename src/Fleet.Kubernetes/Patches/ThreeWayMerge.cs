using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.TypedValues;

namespace Fleet.Kubernetes.Patches;

/// <summary>
/// Brings what changed between two versions of a declared object into a third one that was changed on its own: a package is updated without losing
/// local edits. Where both changed a field the update counts, unless the local object says null.
/// </summary>
/// <remarks>Semantics of sigs.k8s.io/kustomize/kyaml/yaml/merge3. Lists of type map merge by their keys; others change as a whole.</remarks>
public static class ThreeWayMerge
{
    /// <param name="original">The version the local object came from.</param>
    /// <param name="updated">The version to update to.</param>
    /// <param name="local">The object to change.</param>
    /// <param name="schema">Its structure; without one every list changes as a whole.</param>
    public static Document Merge(DocumentValue original, DocumentValue updated, DocumentValue local, Schema? schema = null) =>
        Document.From(Value(original, updated, local, schema ?? Schema.Any) ?? DocumentNode.Object());

    /// <summary>The merged value, or null where there is none any more.</summary>
    private static DocumentNode? Value(DocumentValue original, DocumentValue updated, DocumentValue local, Schema schema)
    {
        // Null was said by whoever changed the field last; one that was there from the start does not stand against an update.
        if (updated.Kind == DocumentKind.Null || (local.Kind == DocumentKind.Null && original.Kind != DocumentKind.Null))
        {
            return null;
        }

        if (IsAll(DocumentKind.Object, original, updated, local))
        {
            return Members(original, updated, local, schema);
        }

        if (schema is { Kind: SchemaKind.List, ListType: ListType.Map } && IsAll(DocumentKind.Array, original, updated, local))
        {
            return Items(original, updated, local, schema);
        }

        var hasChanged = updated.IsNullOrUndefined != original.IsNullOrUndefined || !updated.DeepEquals(original);
        return hasChanged ? NodeOf(updated) : NodeOf(local);
    }

    private static DocumentNode? Members(DocumentValue original, DocumentValue updated, DocumentValue local, Schema schema)
    {
        if (!updated.Exists && !local.Exists)
        {
            return null;
        }

        var merged = local.Exists ? local.ToNode() : DocumentNode.Object();
        foreach (var name in NamesOf(local).Union(NamesOf(updated)).Union(NamesOf(original)))
        {
            merged.With(name, Value(original[name], updated[name], local[name], TypedSchema.Member(schema, name) ?? Schema.Any));
        }

        // What one side removed does not stay behind empty.
        return merged.Count == 0 && original.Exists && (!local.Exists || !updated.Exists) ? null : merged;
    }

    private static DocumentNode? Items(DocumentValue original, DocumentValue updated, DocumentValue local, Schema schema)
    {
        if (!updated.Exists && original.Exists)
        {
            return null;
        }

        var merged = DocumentNode.Array();
        var keys = KeysOf(local, schema).Concat(KeysOf(updated, schema)).Distinct(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (Value(Find(original, key, schema), Find(updated, key, schema), Find(local, key, schema), TypedSchema.Item(schema)) is { Count: > 0 } item)
            {
                merged.Items.Add(item);
            }
        }

        return merged.Count == 0 && original.Exists && (!local.Exists || !updated.Exists) ? null : merged;
    }

    private static bool IsAll(DocumentKind kind, params ReadOnlySpan<DocumentValue> values)
    {
        var any = false;
        foreach (var value in values)
        {
            if (value.Exists && value.Kind != kind)
            {
                return false;
            }

            any |= value.Exists;
        }

        return any;
    }

    private static DocumentNode? NodeOf(DocumentValue value) => value.IsNullOrUndefined ? null : value.ToNode();

    private static List<string> NamesOf(DocumentValue value) => value.Members.ToList().ConvertAll(member => member.Name);

    private static List<string> KeysOf(DocumentValue list, Schema schema) => list.Items.ToList().ConvertAll(item => KeyOf(item, schema));

    private static DocumentValue Find(DocumentValue list, string key, Schema schema)
    {
        foreach (var item in list.Items)
        {
            if (KeyOf(item, schema) == key)
            {
                return item;
            }
        }

        return default;
    }

    private static string KeyOf(DocumentValue item, Schema schema) => string.Join(',', schema.MapKeys.Select(key => item[key].ToString()));
}
