using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Reviews;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;
using Fleet.Kubernetes.Yaml;
using Fleet.Resources.Access;
using Fleet.Resources.Clusters;
using Fleet.Resources.Projects;
using Fleet.Resources.Workloads;

namespace Fleet.Resources;

/// <summary>What the fleet's API serves: the kinds of <see cref="FleetKinds"/> with their structure, rules and tables.</summary>
/// <remarks>Structure, defaults and descriptions are in <c>Definitions/*.yaml</c>, written as CustomResourceDefinitions; what a schema cannot say is in the strategies.</remarks>
public static class FleetCatalog
{
    private static readonly IReadOnlyList<string> ReadVerbs = ["get", "list", "watch"];

    /// <param name="namespaces">Answers for the namespaces workloads are in; null where none are served.</param>
    public static ResourceCatalog Create(IVirtualResource? namespaces = null) => new(new ResourceSet(
    [
        .. namespaces is null ? [] : (ResourceDefinition[])[Namespaces(namespaces)],
        Definition("accessgrant.yaml", definition => definition with { Strategy = new AccessGrantStrategy(definition), Table = new AccessGrantTable() }),
        Definition("accesstoken.yaml", definition => definition with { Strategy = new AccessTokenStrategy(definition), Table = new AccessTokenTable() }),
        Definition("cluster.yaml", definition => definition with { Strategy = new ClusterStrategy(definition), Table = new ClusterTable() }),
        Definition("project.yaml", definition => definition with { Strategy = new ProjectStrategy(definition), Table = new ProjectTable() }),
        Definition("workload.yaml", definition => definition with
        {
            Verbs = ReadVerbs,
            Table = new WorkloadTable(),
            SelectableFields = WorkloadFieldReaders.All,
        }),
        Review("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview", new SelfSubjectReviews()),
        Review("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview", new AccessReviews(isSelf: true)),
        Review("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview", new RulesReviews()),
    ]));

    /// <summary>What <c>kubectl auth whoami</c> and <c>kubectl auth can-i</c> ask.</summary>
    private static ResourceDefinition Review(string group, string resource, string kind, IVirtualResource answers) => new()
    {
        Resource = new(group, "v1", resource),
        Kind = kind,
        IsNamespaced = false,
        Verbs = ["create"],
        Schema = BuiltInSchemas.Instance.Find(new GroupVersionKind(group, "v1", kind)) ?? Schema.Any,
        Virtual = answers,
    };

    /// <summary>kubectl asks for the namespace of an object that is not there.</summary>
    private static ResourceDefinition Namespaces(IVirtualResource answers) => new()
    {
        Resource = new("", "v1", "namespaces"),
        Kind = "Namespace",
        IsNamespaced = false,
        ShortNames = ["ns"],
        Verbs = ["get", "list"],
        Schema = BuiltInSchemas.Instance.Find(new GroupVersionKind("", "v1", "Namespace")) ?? Schema.Any,
        Virtual = answers,
    };

    private static ResourceDefinition Definition(string file, Func<ResourceDefinition, ResourceDefinition> complete) =>
        complete(new CustomResourceFactory().Create(Read(file).Root).Single());

    /// <summary>The definition as a cluster would hold it: with its names accepted.</summary>
    private static Document Read(string file)
    {
        using var stream = typeof(FleetCatalog).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The definition {file} is not in the assembly.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var definition = YamlReader.Read(content.ToArray());
        var value = definition.Root.ToNode();
        value["status"] = DocumentNode.Object(("acceptedNames", definition["spec"u8]["names"u8]));
        return value.ToDocument();
    }
}
