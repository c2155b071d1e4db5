using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Patches;

/// <summary>Makes strategic merge patches by comparing objects.</summary>
/// <param name="ignoresDeletions">What the second object lacks stays.</param>
/// <param name="ignoresChanges">Only what the second object lacks goes into the patch.</param>
/// <param name="setsOrder">The order of merged lists goes into the patch.</param>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/strategicpatch/patch.go (diffMaps and what it calls).</remarks>
internal sealed class StrategicDiffer(bool ignoresDeletions, bool ignoresChanges, bool setsOrder = true)
{
    public DocumentNode Diff(DocumentNode original, DocumentNode modified, Schema schema, bool retainsKeys = false)
    {
        var patch = DocumentNode.Object();
        foreach (var name in modified.Names)
        {
            DiffMember(original[name], modified[name]!, name, schema, patch);
        }

        if (!ignoresDeletions)
        {
            foreach (var name in original.Names.Where(name => !modified.Contains(name)))
            {
                patch[name] = DocumentNode.Null();
            }
        }

        var retained = retainsKeys ? modified.Names.Where(name => !modified[name]!.IsNull).Order(StringComparer.Ordinal).ToList() : [];
        if (retained.Count > 0 && (patch.Count > 0 || original.Names.Any(name => !original[name]!.IsNull && !modified.Contains(name))))
        {
            patch[StrategicMerger.RetainKeys] = DocumentNode.Array(retained.Select(DocumentNode.String));
        }

        return patch;
    }

    private void DiffMember(DocumentNode? original, DocumentNode modified, string name, Schema schema, DocumentNode patch)
    {
        if (original is null || !StrategicLists.IsSameType(original, modified))
        {
            if (!ignoresChanges)
            {
                patch[name] = modified.Clone();
            }

            return;
        }

        if (name == StrategicLists.Directive || !(original.IsObject || original.IsArray))
        {
            SetIfDifferent(original, modified, name, patch);
            return;
        }

        if (original.DeepEquals(modified))
        {
            return;
        }

        var field = StrategicField.Find(schema, name);
        if (original.IsArray)
        {
            DiffList(original, modified, name, field, patch);
        }
        else if (field.Strategy == StrategicField.Replace)
        {
            SetIfDifferent(original, modified, name, patch);
        }
        else if (Diff(original, modified, field.Schema, field.RetainsKeys) is { Count: > 0 } members)
        {
            patch[name] = members;
        }
    }

    private void SetIfDifferent(DocumentNode original, DocumentNode modified, string name, DocumentNode patch)
    {
        if (!ignoresChanges && !original.DeepEquals(modified))
        {
            patch[name] = modified.Clone();
        }
    }

    private void DiffList(DocumentNode original, DocumentNode modified, string name, StrategicField field, DocumentNode patch)
    {
        if (field.Strategy != StrategicField.Merge)
        {
            SetIfDifferent(original, modified, name, patch);
            return;
        }

        if (original.Count == 0)
        {
            if (modified.Count > 0 && !ignoresChanges)
            {
                patch[name] = modified.Clone();
            }

            return;
        }

        if (StrategicLists.AreMaps(original.Items, modified.Items))
        {
            DiffMaps(original.Items, modified.Items, name, field, patch);
        }
        else
        {
            DiffScalars(original.Items, modified.Items, name, patch);
        }
    }

    private void DiffMaps(IList<DocumentNode> original, IList<DocumentNode> modified, string name, StrategicField field, DocumentNode patch)
    {
        var key = field.MergeKey;
        List<DocumentNode> changes = [], deletions = [];
        var before = new ItemPositions(original, key);
        var after = new ItemPositions(modified, key);
        foreach (var item in modified)
        {
            var id = StrategicLists.RequireKey(item, key);
            var index = before.Of(id);
            if (index < 0)
            {
                if (!ignoresChanges)
                {
                    changes.Add(item.Clone());
                }
            }
            else if (Diff(original[index], item, field.Items, field.RetainsKeys) is { Count: > 0 } members)
            {
                changes.Add(members.With(key, id.Clone()));
            }
        }

        foreach (var item in original)
        {
            var id = StrategicLists.RequireKey(item, key);
            if (!ignoresDeletions && after.Of(id) < 0)
            {
                deletions.Add(DocumentNode.Object((key, id.Clone()), (StrategicLists.Directive, "delete")));
            }
        }

        var isSameOrder = original.Count == modified.Count && original.Zip(modified).All(pair => pair.First[key]!.DeepEquals(pair.Second[key]));
        changes.AddRange(deletions.OrderBy(item => StrategicLists.Text(item[key]), StringComparer.Ordinal));
        if (changes.Count > 0)
        {
            patch[name] = DocumentNode.Array(changes);
        }

        var hasChanged = (!ignoresChanges && (changes.Count > 0 || !isSameOrder)) || (!ignoresDeletions && changes.Count > 0);
        if (setsOrder && hasChanged && modified.Count > 0)
        {
            patch[$"{StrategicMerger.SetElementOrder}/{name}"] = DocumentNode.Array(modified.Select(item => DocumentNode.Object((key, item[key]!.Clone()))));
        }
    }

    private void DiffScalars(IList<DocumentNode> original, IList<DocumentNode> modified, string name, DocumentNode patch)
    {
        var before = new ItemPositions(original, "");
        var after = new ItemPositions(modified, "");
        var additions = modified.Where(item => before.Of(item) < 0).Select(item => item.Clone()).ToList();
        var deletions = original.Where(item => after.Of(item) < 0)
            .OrderBy(item => StrategicLists.Text(item), StringComparer.Ordinal).Select(item => item.Clone()).ToList();
        if (additions.Count > 0 && !ignoresChanges)
        {
            patch[name] = DocumentNode.Array(additions);
        }

        if (deletions.Count > 0 && !ignoresDeletions)
        {
            patch[$"{StrategicMerger.DeleteFromPrimitiveList}/{name}"] = DocumentNode.Array(StrategicLists.Deduplicate(deletions));
        }

        // The lists differ, or this would not have been asked.
        if (setsOrder && modified.Count > 0 && ((!ignoresDeletions && deletions.Count > 0) || !ignoresChanges))
        {
            patch[$"{StrategicMerger.SetElementOrder}/{name}"] = DocumentNode.Array(modified.Select(item => item.Clone()));
        }
    }
}
