using Fleet.Kubernetes.Documents;

namespace Fleet.Kubernetes.ServerSideApply;

/// <summary>Keeps a write that would change nothing but the times of managedFields from being a change.</summary>
/// <remarks>Source: k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager/equality.go, IgnoreManagedFieldsTimestampsTransformer.</remarks>
public static class ManagedFieldsTimestamps
{
    /// <summary>Gives back <paramref name="live"/> when <paramref name="updated"/> differs from it in times of managedFields only, else <paramref name="updated"/>.</summary>
    public static Document KeepWhenUnchanged(Document live, Document updated) => throw new NotImplementedException();
}
