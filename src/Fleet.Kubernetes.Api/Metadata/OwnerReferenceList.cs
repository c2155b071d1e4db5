using Fleet.Kubernetes.Api.Requests;
using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.Api.Metadata;

/// <summary>Drops repeated owner references and says so (upstream <c>dedupOwnerReferencesAndAddWarning</c>).</summary>
internal static class OwnerReferenceList
{
    public static void Deduplicate(RequestContext context, DocumentNode value)
    {
        if (value["metadata"]?["ownerReferences"] is not { IsArray: true, Count: > 1 } references)
        {
            return;
        }

        var kept = new List<DocumentNode>();
        var repeated = new List<string>();
        foreach (var reference in references.Items)
        {
            if (kept.Exists(reference.DeepEquals))
            {
                repeated.Add(reference["uid"]?.AsString() ?? "");
            }
            else
            {
                kept.Add(reference);
            }
        }

        if (repeated.Count > 0)
        {
            value["metadata"]!["ownerReferences"] = DocumentNode.Array(kept);
            context.Warn(
                ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; "
                + $"please fix your requests; duplicate UID(s) observed: {string.Join(", ", repeated)}");
        }
    }
}
