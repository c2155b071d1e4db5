using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Reviews;
using Fleet.Kubernetes.Resources;
using Fleet.Kubernetes.Schemas;

namespace Fleet.Kubernetes.Api.Tests.Hosting;

/// <summary>A handful of kinds to serve.</summary>
internal static class TestResources
{
    public static ResourceDefinition ConfigMaps { get; } = Typed("", "v1", "configmaps", "ConfigMap");

    public static ResourceDefinition Namespaces { get; } = Typed("", "v1", "namespaces", "Namespace", isNamespaced: false);

    public static ResourceDefinition Deployments { get; } = Typed("apps", "v1", "deployments", "Deployment") with
    {
        Strategy = new TypedStrategy(BuiltInSchemas.Instance.Find(new("apps", "v1", "Deployment"))!) { HasStatus = true, HasGeneration = true },
        Subresources =
        [
            new SubresourceDefinition { Name = "status", Behaviour = SubresourceKind.Status },
            new SubresourceDefinition { Name = "scale", Behaviour = SubresourceKind.Scale, Kind = new("autoscaling", "v1", "Scale"), Scale = ScalePaths.Standard },
        ],
    };

    public static ResourceSet All { get; } = new(
    [
        ConfigMaps,
        Namespaces,
        Deployments,
        Typed("rbac.authorization.k8s.io", "v1", "roles", "Role"),
        Typed("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding"),
        Typed("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", isNamespaced: false) with
        {
            Verbs = ["create"],
            Virtual = new AccessReviews(isSelf: true),
        },
    ]);

    private static ResourceDefinition Typed(string group, string version, string resource, string kind, bool isNamespaced = true)
    {
        var schema = BuiltInSchemas.Instance.Find(new GroupVersionKind(group, version, kind)) ?? throw new ArgumentException(kind);
        return new ResourceDefinition
        {
            Resource = new(group, version, resource),
            Kind = kind,
            IsNamespaced = isNamespaced,
            Schema = schema,
            Strategy = new TypedStrategy(schema),
        };
    }
}
