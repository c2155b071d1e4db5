using Fleet.Kubernetes.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace Fleet.Kubernetes.Tests.ServerSideApply;

/// <summary>Random Deployment configurations: labels, replicas, containers with env and ports, finalizers, tolerations.</summary>
internal static class DeploymentConfigs
{
    public static Gen<Document> Generator()
    {
        var labels = Members(["a", "b", "x/y~z", "q\"r"], Gen.Elements("1", "2").Select(text => DocumentNode.String(text)));
        var finalizers = Gen.SubListOf("f/a", "f/b", "f/c").SelectMany(Gen.Shuffle).Select(items => DocumentNode.Array(items.Select(DocumentNode.String)));
        var tolerations = Gen.SubListOf("k1", "k2").Select(items => DocumentNode.Array(items.Select(key => DocumentNode.Object(("key", key), ("operator", "Exists")))));
        var containers = Gen.SubListOf("c1", "c2", "c3").SelectMany(Gen.Shuffle).SelectMany(names => Gen.CollectToList(names, Container));
        return from labelSet in labels
               from final in finalizers
               from replicas in Gen.Choose(0, 3)
               from containerList in containers
               from toleration in tolerations
               select DocumentNode.Object(
                   ("apiVersion", "apps/v1"),
                   ("kind", "Deployment"),
                   ("metadata", DocumentNode.Object(("name", "web"), ("labels", Some(labelSet)), ("finalizers", Some(final)))),
                   ("spec", Some(DocumentNode.Object(
                       ("replicas", replicas == 0 ? null : DocumentNode.Number(replicas)),
                       ("template", Some(DocumentNode.Object(("spec", Some(DocumentNode.Object(
                           ("containers", Some(DocumentNode.Array(containerList))), ("tolerations", Some(toleration)))))))))))).ToDocument();
    }

    private static Gen<DocumentNode> Container(string name) =>
        from image in Gen.Elements("i:1", "i:2")
        from env in Gen.SubListOf("A", "B", "C").SelectMany(Gen.Shuffle).SelectMany(names => Gen.CollectToList(names, Variable))
        from ports in Gen.SubListOf(80, 443)
        from args in Gen.SubListOf("x", "y")
        select DocumentNode.Object(
            ("name", name),
            ("image", image),
            ("env", Some(DocumentNode.Array(env))),
            ("ports", Some(DocumentNode.Array(ports.Select(port => DocumentNode.Object(("containerPort", port)))))),
            ("args", Some(DocumentNode.Array(args.Select(DocumentNode.String)))));

    private static Gen<DocumentNode> Variable(string name) => Gen.Elements("1", "2").Select(value => DocumentNode.Object(("name", name), ("value", value)));

    private static Gen<DocumentNode> Members(string[] names, Gen<DocumentNode> value) =>
        Gen.SubListOf(names).SelectMany(list => Gen.CollectToList(list, name => value.Select(node => (name, node)))).Select(members =>
        {
            var node = DocumentNode.Object();
            foreach (var (name, member) in members)
            {
                node[name] = member;
            }

            return node;
        });

    private static DocumentNode? Some(DocumentNode node) => node.Count == 0 ? null : node;
}
