using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Keeps a write that would change nothing but the times of managedFields from being a change.</summary>
/// <remarks>Source: k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager/equality.go, IgnoreManagedFieldsTimestampsTransformer.</remarks>
public static class ManagedFieldsTimestamps
{
    /// <summary>Gives back <paramref name="live"/> when <paramref name="updated"/> differs from it in times of managedFields only, else <paramref name="updated"/>.</summary>
    public static Document KeepWhenUnchanged(Document live, Document updated)
    {
        var before = ObjectParts.ManagedFieldsOf(live);
        var after = ObjectParts.ManagedFieldsOf(updated);
        if (after.Count == 0 || before.Count != after.Count)
        {
            return updated;
        }

        var befores = before.Items.GetEnumerator();
        foreach (var entry in after.Items)
        {
            befores.MoveNext();
            if (!SameButTime(befores.Current, entry))
            {
                return updated;
            }
        }

        return ObjectParts.WithoutManagedFields(live).Root.DeepEquals(ObjectParts.WithoutManagedFields(updated).Root) ? live : updated;
    }

    private static bool SameButTime(DocumentValue left, DocumentValue right)
    {
        foreach (var member in left.Members)
        {
            if (!member.NameEquals("time"u8) && !member.Value.DeepEquals(right[member.Name]))
            {
                return false;
            }
        }

        foreach (var member in right.Members)
        {
            if (!member.NameEquals("time"u8) && !left[member.Name].Exists)
            {
                return false;
            }
        }

        return true;
    }
}
