using Fleet.Kubernetes.Documents;
using Fleet.Simulator.Controllers;
using Fleet.Simulator.Seeding;

namespace Fleet.Simulator.Clusters;

/// <summary>What a new cluster has before anybody uses it: system namespaces with their defaults, and nodes.</summary>
internal static class ClusterBootstrap
{
    public static readonly string[] SystemNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public static async Task CreateSystemAsync(SimulatedCluster cluster, CancellationToken cancellationToken)
    {
        var server = cluster.Objects.As("kube-apiserver");
        foreach (var name in SystemNamespaces)
        {
            await server.CreateAsync(KnownResources.Namespaces, CreateNamespace(name), cancellationToken);
        }

        var service = DocumentNode.Object(
            ("apiVersion", "v1"),
            ("kind", "Service"),
            ("metadata", DocumentNode.Object(
                ("name", "kubernetes"),
                ("namespace", "default"),
                ("labels", DocumentNode.Object(("component", "apiserver"), ("provider", "kubernetes"))))),
            ("spec", DocumentNode.Object(
                ("type", "ClusterIP"),
                ("clusterIP", "10.96.0.1"),
                ("ports", DocumentNode.Array(DocumentNode.Object(("name", "https"), ("port", 443), ("protocol", "TCP"), ("targetPort", 6443)))))));
        await server.CreateAsync(KnownResources.Services, service.ToDocument(), cancellationToken);
    }

    public static async Task CreateNodesAsync(SimulatedCluster cluster, int count, DateTimeOffset now, DateTimeOffset heartbeat, CancellationToken cancellationToken)
    {
        var kubelet = cluster.Objects.As(NodeFactory.FieldManager);
        for (var i = 0; i < count; i++)
        {
            var marked = (await cluster.Objects.As("kubectl").ApplyAsync(KnownResources.Nodes, NodeFactory.Create(cluster.Name, i), cancellationToken)).Root.ToNode();
            NodeFactory.AddControllerMarks(marked);
            marked = (await cluster.Objects.UpdateAsync(KnownResources.Nodes, marked.ToDocument(), cancellationToken)).Root.ToNode();
            marked["status"] = NodeFactory.CreateStatus(now, heartbeat);
            await kubelet.UpdateStatusAsync(KnownResources.Nodes, marked.ToDocument(), cancellationToken);
        }
    }

    public static Document CreateNamespace(string name, string? team = null) => DocumentNode.Object(
        ("apiVersion", "v1"),
        ("kind", "Namespace"),
        ("metadata", DocumentNode.Object(
            ("name", name),
            ("labels", team is null ? null : DocumentNode.Object(("team", team)))))).ToDocument();
}
