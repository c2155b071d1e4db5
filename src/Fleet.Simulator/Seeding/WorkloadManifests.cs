using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Load;

namespace Fleet.Simulator.Seeding;

/// <summary>What a team would apply for a workload.</summary>
internal static class WorkloadManifests
{
    public static Document CreateDeployment(Archetype archetype, string namespaceName, string name, string team, string tag, ResourceClass resources) => DocumentNode.Object(
        ("apiVersion", "apps/v1"),
        ("kind", "Deployment"),
        ("metadata", DocumentNode.Object(("name", name), ("namespace", namespaceName), ("labels", Labels(archetype, name, team)))),
        ("spec", DocumentNode.Object(
            ("replicas", 1),
            ("selector", DocumentNode.Object(("matchLabels", Selector(name)))),
            ("template", DocumentNode.Object(
                ("metadata", DocumentNode.Object(("labels", Labels(archetype, name, team)))),
                ("spec", DocumentNode.Object(("containers", DocumentNode.Array(archetype.CreateContainer(tag, resources)))))))))).ToDocument();

    public static Document CreateService(Archetype archetype, string namespaceName, string name, string team) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "Service"),
        ("metadata", DocumentNode.Object(("name", name), ("namespace", namespaceName), ("labels", Labels(archetype, name, team)))),
        ("spec", DocumentNode.Object(
            ("selector", Selector(name)),
            ("ports", DocumentNode.Array(DocumentNode.Object(("name", "http"), ("port", 80), ("targetPort", "http"))))))).ToDocument();

    private static DocumentNode Labels(Archetype archetype, string name, string team) => DocumentNode.Object(
        ("app.kubernetes.io/name", name), ("app.kubernetes.io/component", archetype.Component), ("team", team));

    private static DocumentNode Selector(string name) => DocumentNode.Object(("app.kubernetes.io/name", name));
}
