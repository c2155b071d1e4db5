using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;

namespace Fleet.Simulator.Controllers;

/// <summary>Makes and removes <c>ownerReferences</c>.</summary>
internal static class OwnerReferences
{
    /// <summary>The reference of a controlling owner (<c>metav1.NewControllerRef</c>).</summary>
    public static DocumentNode Controller(Document owner)
    {
        var kind = GroupVersionKind.Of(owner.Root);
        return DocumentNode.Object(
            ("apiVersion", kind.ApiVersion),
            ("kind", kind.Kind),
            ("name", owner.Name()),
            ("uid", owner.Uid()),
            ("controller", true),
            ("blockOwnerDeletion", true));
    }

    public static void Add(DocumentNode document, DocumentNode reference) =>
        document["metadata"]!.GetOrAddArray("ownerReferences").Items.Add(reference);

    /// <summary>Takes the references to these uids away; says whether there were any.</summary>
    public static bool Remove(DocumentNode document, Func<string, bool> isUnwanted)
    {
        if (document["metadata"]?["ownerReferences"] is not { IsArray: true } references)
        {
            return false;
        }

        var kept = references.Items.Where(reference => !isUnwanted(reference["uid"]?.AsString() ?? "")).ToList();
        if (kept.Count == references.Count)
        {
            return false;
        }

        document["metadata"]!.With("ownerReferences", kept.Count == 0 ? null : DocumentNode.Array(kept));
        return true;
    }
}
