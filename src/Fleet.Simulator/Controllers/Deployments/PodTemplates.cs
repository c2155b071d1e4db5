using Fleet.Kubernetes.Documents;

namespace Fleet.Simulator.Controllers.Deployments;

/// <summary>Pod templates of a Deployment and of its ReplicaSets, which carry a hash of the template as one more label.</summary>
internal static class PodTemplates
{
    public const string HashLabel = "pod-template-hash";

    // A ReplicaSet's name has to leave room for the pods' own suffix: 253 characters less the hash.
    private const int LongestName = 253;

    public static bool EqualIgnoringHash(DocumentValue a, DocumentValue b) =>
        a.DeepEquals(b) || WithoutHash(a).DeepEquals(WithoutHash(b));

    /// <summary>The Deployment's template with its hash as label.</summary>
    public static DocumentNode Hashed(DeploymentView deployment, out string hash)
    {
        hash = PodTemplateHash.Compute(deployment.Template, deployment.Object["status"u8]["collisionCount"u8].AsInt64());
        var template = deployment.Template.ToNode();
        template.GetOrAddObject("metadata").GetOrAddObject("labels")[HashLabel] = hash;
        return template;
    }

    /// <summary>The ReplicaSet for a template.</summary>
    public static Document CreateReplicaSet(DeploymentView deployment, DocumentNode template, string hash, int size, long revision)
    {
        var selector = deployment.Selector.ToNode();
        selector.GetOrAddObject("matchLabels")[HashLabel] = hash;
        var prefix = deployment.Name.Length + 1 + hash.Length > LongestName ? deployment.Name[..(LongestName - 1 - hash.Length)] : deployment.Name;
        var node = DocumentNode.Object(
            ("apiVersion", "apps/v1"),
            ("kind", "ReplicaSet"),
            ("metadata", DocumentNode.Object(
                ("name", $"{prefix}-{hash}"),
                ("namespace", deployment.Namespace),
                ("labels", template["metadata"]!["labels"]!.Clone()),
                ("ownerReferences", DocumentNode.Array(OwnerReferences.Controller(deployment.Object))))),
            ("spec", DocumentNode.Object(
                ("replicas", (long)size),
                ("minReadySeconds", deployment.MinReadySeconds == 0 ? null : (long)deployment.MinReadySeconds),
                ("selector", selector),
                ("template", template))));
        DeploymentAnnotations.SetForNew(node, deployment, revision, exists: false);
        return node.ToDocument();
    }

    private static DocumentValue WithoutHash(DocumentValue template)
    {
        if (!template["metadata"u8]["labels"u8][HashLabel].Exists)
        {
            return template;
        }

        var node = template.ToNode();
        node["metadata"]!["labels"]!.Remove(HashLabel);
        return node.ToValue();
    }
}
