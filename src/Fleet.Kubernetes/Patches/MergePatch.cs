using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Patches;

/// <summary>JSON Merge Patch (RFC 7386).</summary>
public static class MergePatch
{
    /// <summary>The target with the patch's members put in; null removes a member.</summary>
    public static Document Apply(Document target, Document patch)
    {
        var node = target.Root.ToNode();
        return Document.From(Merge(node, patch.Root));
    }

    /// <summary>The smallest patch that turns <paramref name="original"/> into <paramref name="modified"/>. Both are objects.</summary>
    public static Document Create(DocumentValue original, DocumentValue modified) => Document.From(Diff(original, modified));

    private static DocumentNode Merge(DocumentNode target, DocumentValue patch)
    {
        if (!patch.IsObject)
        {
            return patch.ToNode();
        }

        var merged = target.IsObject ? target : DocumentNode.Object();
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in patch.Members)
        {
            if (value.Kind == DocumentKind.Null)
            {
                removed.Add(name);
            }
            else
            {
                // Of a repeated name the last one counts.
                removed.Remove(name);
                merged[name] = Merge(merged[name] ?? DocumentNode.Null(), value);
            }
        }

        merged.RemoveAll(removed);
        return merged;
    }

    private static DocumentNode Diff(DocumentValue original, DocumentValue modified)
    {
        var patch = DocumentNode.Object();
        foreach (var (name, value) in modified.Members)
        {
            var before = original[name];
            if (before.IsObject && value.IsObject)
            {
                if (!before.DeepEquals(value))
                {
                    patch[name] = Diff(before, value);
                }
            }
            else if (!before.Exists || !before.DeepEquals(value))
            {
                patch[name] = value.ToNode();
            }
        }

        foreach (var (name, _) in original.Members)
        {
            if (!modified[name].Exists)
            {
                patch[name] = DocumentNode.Null();
            }
        }

        return patch;
    }
}
