using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Patches;

/// <summary>Strategic merge patch: a merge patch that knows merge keys of lists and takes directives (<c>$patch</c>, <c>$setElementOrder</c>…).</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/strategicpatch.</remarks>
public static class StrategicMergePatch
{
    /// <param name="schema">The structure of the object, with patch strategies and merge keys.</param>
    /// <exception cref="PatchException">A directive or a list item of the patch is malformed.</exception>
    public static Document Apply(Document target, Document patch, Schema schema)
    {
        if (!patch.Root.IsObject)
        {
            throw new PatchException(PatchErrorReason.BadRequest, "invalid JSON document");
        }

        return new StrategicMerger(appliesDirectives: true).Merge(target.Root.ToNode(), patch.Root.ToNode(), schema).ToDocument();
    }

    /// <summary>The patch that turns <paramref name="original"/> into <paramref name="modified"/>.</summary>
    /// <exception cref="PatchException">An item of a merging list has no merge key, or a field is not in the structure.</exception>
    public static Document Create(DocumentValue original, DocumentValue modified, Schema schema) =>
        new StrategicDiffer(ignoresDeletions: false, ignoresChanges: false).Diff(original.ToNode(), modified.ToNode(), schema).ToDocument();

    /// <summary>
    /// The patch that brings <paramref name="current"/> to <paramref name="modified"/>, removing only what <paramref name="original"/> had and
    /// <paramref name="modified"/> has not: client-side apply, with the last applied configuration as the original.
    /// </summary>
    /// <exception cref="PatchException">An item of a merging list has no merge key, or a field is not in the structure.</exception>
    public static Document CreateThreeWay(DocumentValue original, DocumentValue modified, DocumentValue current, Schema schema)
    {
        var changes = new StrategicDiffer(ignoresDeletions: true, ignoresChanges: false).Diff(current.ToNode(), modified.ToNode(), schema);
        var deletions = new StrategicDiffer(ignoresDeletions: false, ignoresChanges: true).Diff(original.ToNode(), modified.ToNode(), schema);
        return new StrategicMerger(appliesDirectives: false).Merge(deletions, changes, schema).ToDocument();
    }
}
