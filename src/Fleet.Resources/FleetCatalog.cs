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

    public static ResourceCatalog Create() => new(new ResourceSet(
    [
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
