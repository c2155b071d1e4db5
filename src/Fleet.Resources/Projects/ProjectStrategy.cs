using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Projects;

/// <summary>The rules of <c>Project</c>.</summary>
internal sealed class ProjectStrategy(ResourceDefinition definition) : SpecStrategy(definition, hasStatus: false)
{
    protected override IEnumerable<FieldError> SpecErrors(DocumentValue spec) =>
    [
        .. SelectorRules.Labels("spec.clusters", spec["clusters"u8]),
        .. SelectorRules.Selector("spec.clusterSelector", spec["clusterSelector"u8]),
        .. SelectorRules.Labels("spec.namespaces", spec["namespaces"u8]),
    ];
}
