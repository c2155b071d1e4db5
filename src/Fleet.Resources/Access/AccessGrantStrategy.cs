using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Access;

/// <summary>The rules of <c>AccessGrant</c>.</summary>
internal sealed class AccessGrantStrategy(ResourceDefinition definition) : SpecStrategy(definition, hasStatus: false)
{
    protected override IEnumerable<FieldError> SpecErrors(DocumentValue spec) => ScopeErrors(spec["scope"u8]);

    private static IEnumerable<FieldError> ScopeErrors(DocumentValue scope) =>
    [
        .. SelectorRules.ObjectNames("spec.scope.projects", scope["projects"u8]),
        .. SelectorRules.Labels("spec.scope.clusters", scope["clusters"u8]),
        .. SelectorRules.Selector("spec.scope.clusterSelector", scope["clusterSelector"u8]),
        .. SelectorRules.Labels("spec.scope.namespaces", scope["namespaces"u8]),
    ];
}
