using Fleet.Kubernetes.Api.Metadata;
using Fleet.Kubernetes.Api.Storage;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Values;
using Fleet.Kubernetes.Yaml;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// The RBAC objects a cluster starts with (<c>bootstrap-roles.yaml</c>): what everybody may ask (discovery, health, reviews of themselves) and the
/// roles that are bound to people. Written straight to the store: a thousand clusters start at once.
/// </summary>
internal static class BootstrapRoles
{
    private const string ResourceName = "bootstrap-roles.yaml";
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly Lazy<IReadOnlyList<Document>> Objects = new(Read);

    public static async Task StoreAsync(IResourceStore store, IdentityGenerator identities, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var created = Timestamps.Format(now);
        foreach (var document in Objects.Value)
        {
            var value = document.Root.ToNode();
            var metadata = value["metadata"]!;
            metadata["uid"] = identities.NewUid();
            metadata["creationTimestamp"] = created;
            var resource = document["kind"u8].AsString() == "ClusterRole" ? "clusterroles" : "clusterrolebindings";
            var key = new ObjectKey(new GroupResource(Group, resource), "", metadata["name"]!.AsString()!);
            await store.CreateAsync(key, value.ToDocument(), cancellationToken);
        }
    }

    private static IReadOnlyList<Document> Read()
    {
        using var stream = typeof(BootstrapRoles).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The embedded resource {ResourceName} is missing.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return [.. YamlReader.ReadAll(bytes).Select(Complete)];
    }

    /// <summary>The label and annotation of objects that the server keeps up to date.</summary>
    private static Document Complete(Document document)
    {
        var value = DocumentNode.Object(("kind", document["kind"u8]), ("apiVersion", document["apiVersion"u8]));
        foreach (var (name, member) in document.Root.Members)
        {
            value[name] = member;
        }

        var metadata = value["metadata"]!;
        metadata.GetOrAddObject("labels")["kubernetes.io/bootstrapping"] = "rbac-defaults";
        metadata.GetOrAddObject("annotations")["rbac.authorization.kubernetes.io/autoupdate"] = "true";
        return value.ToDocument();
    }
}
