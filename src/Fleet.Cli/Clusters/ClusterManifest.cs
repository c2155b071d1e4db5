using Fleet.Client;
using Fleet.Kubernetes.Documents;

namespace Fleet.Cli.Clusters;

/// <summary>The <c>Cluster</c> object that adds a member.</summary>
internal static class ClusterManifest
{
    public static Document Create(string name, string kubeconfig, string context, string access, IReadOnlyDictionary<string, string> labels) => DocumentNode.Object(
        ("apiVersion", FleetKinds.ApiVersion),
        ("kind", "Cluster"),
        ("metadata", DocumentNode.Object(
            ("name", name),
            ("labels", labels.Count == 0 ? null : Members(labels)))),
        ("spec", DocumentNode.Object(
            ("context", context),
            ("access", access),
            ("credentials", DocumentNode.Object(("kubeconfig", kubeconfig)))))).ToDocument();

    /// <summary>The object that is there with the new credentials, access and labels; everything else stays.</summary>
    public static Document Replace(Document existing, Document wanted)
    {
        var node = existing.Root.ToNode();
        foreach (var label in wanted["metadata"u8]["labels"u8].Members)
        {
            node.GetOrAddObject("metadata").GetOrAddObject("labels")[label.Name] = label.Value;
        }

        foreach (var field in wanted["spec"u8].Members)
        {
            node.GetOrAddObject("spec")[field.Name] = field.Value;
        }

        return node.ToDocument();
    }

    private static DocumentNode Members(IReadOnlyDictionary<string, string> labels)
    {
        var node = DocumentNode.Object();
        foreach (var (key, value) in labels)
        {
            node[key] = value;
        }

        return node;
    }
}
