using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Patches;

/// <summary>Strategic merge patch: a merge patch that knows merge keys of lists and takes directives (<c>$patch</c>, <c>$setElementOrder</c>…).</summary>
/// <remarks>Source: k8s.io/apimachinery/pkg/util/strategicpatch.</remarks>
public static class StrategicMergePatch
{
    /// <param name="schema">The structure of the object, with patch strategies and merge keys.</param>
    /// <exception cref="PatchException">A directive or a list item of the patch is malformed.</exception>
    public static Document Apply(Document target, Document patch, Schema schema) => throw new NotImplementedException();
}
