using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.ReplicaSets;

/// <summary>Makes a pod from a template (GetPodFromTemplate of <c>k8s.io/kubernetes/pkg/controller</c>).</summary>
internal static class PodFactory
{
    public static Document Create(ReplicaSetView replicaSet)
    {
        var metadata = replicaSet.Template["metadata"u8];
        var node = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Pod"),
            ("metadata", DocumentNode.Object(
                ("generateName", replicaSet.Name + "-"),
                ("namespace", replicaSet.Object.Namespace()),
                ("labels", Copy(metadata["labels"u8])),
                ("annotations", Copy(metadata["annotations"u8])),
                ("finalizers", Copy(metadata["finalizers"u8])),
                ("ownerReferences", DocumentNode.Array(OwnerReferences.Controller(replicaSet.Object))))),
            ("spec", replicaSet.Template["spec"u8].ToNode()));
        return node.ToDocument();
    }

    private static DocumentNode? Copy(DocumentValue value) => value.IsNullOrUndefined ? null : value.ToNode();
}
