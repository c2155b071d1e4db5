using System.Collections.Frozen;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Defaulting;

/// <summary>Versions of built-in kinds that are no longer served, and the group and version whose structure took over.</summary>
public static class RetiredVersions
{
    private static readonly FrozenDictionary<(string Group, string Version), string> Successors = new Dictionary<(string, string), string>
    {
        [("extensions", "v1beta1")] = "apps/v1",
        [("apps", "v1beta1")] = "apps/v1",
        [("apps", "v1beta2")] = "apps/v1",
        [("batch", "v1beta1")] = "batch/v1",
        [("policy", "v1beta1")] = "policy/v1",
        [("rbac.authorization.k8s.io", "v1beta1")] = "rbac.authorization.k8s.io/v1",
        [("storage.k8s.io", "v1beta1")] = "storage.k8s.io/v1",
        [("scheduling.k8s.io", "v1beta1")] = "scheduling.k8s.io/v1",
        [("coordination.k8s.io", "v1beta1")] = "coordination.k8s.io/v1",
        [("discovery.k8s.io", "v1beta1")] = "discovery.k8s.io/v1",
        [("node.k8s.io", "v1beta1")] = "node.k8s.io/v1",
        [("networking.k8s.io", "v1beta1")] = "networking.k8s.io/v1",
        [("autoscaling", "v2beta2")] = "autoscaling/v2",
        [("resource.k8s.io", "v1beta2")] = "resource.k8s.io/v1",
    }.ToFrozenDictionary();

    /// <summary>The structure of the kind, of its successor where the version is retired, or null.</summary>
    public static Schema? Find(GroupVersionKind kind) => BuiltInSchemas.Instance.Find(kind)
        ?? (Successors.TryGetValue((kind.Group, kind.Version), out var successor) ? BuiltInSchemas.Instance.Find(GroupVersionKind.From(successor, kind.Kind)) : null);

    /// <summary>
    /// What only the retired versions of workloads fill in: labels and selector of the pod template. Everything else their successors fill in too.
    /// </summary>
    /// <remarks>Source: pkg/apis/apps/v1beta1/defaults.go and pkg/apis/extensions/v1beta1/defaults.go.</remarks>
    public static void Default(GroupVersionKind kind, DocumentNode value)
    {
        if (kind is not ({ Group: "apps" or "extensions", Version: "v1beta1" } and { Kind: "Deployment" or "DaemonSet" or "ReplicaSet" or "StatefulSet" })
            || value.At("spec", "template", "metadata", "labels") is not { Count: > 0 } labels)
        {
            return;
        }

        if (value.At("spec", "selector") is null or { IsNull: true })
        {
            value["spec"]!["selector"] = DocumentNode.Object(("matchLabels", labels.Clone()));
        }

        if (value.GetOrAddObject("metadata")["labels"] is not { Count: > 0 })
        {
            value["metadata"]!["labels"] = labels.Clone();
        }
    }
}
