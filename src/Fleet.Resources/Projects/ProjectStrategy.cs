using Fleet.Kubernetes.Api.CustomResources;
using Fleet.Kubernetes.Api.Errors;
using Fleet.Kubernetes.Api.Resources;
using Fleet.Kubernetes.Api.Strategies;
using Fleet.Kubernetes.Documents;

namespace Fleet.Resources.Projects;

/// <summary>The rules of <c>Project</c>.</summary>
internal sealed class ProjectStrategy : CustomResourceStrategy
{
    public ProjectStrategy(ResourceDefinition definition)
        : base(definition.DeclaredSchema, definition.Schema, hasStatus: false, rules: null)
    {
    }

    public override IReadOnlyList<FieldError> ValidateCreate(StrategyContext context, DocumentValue value) =>
        [.. base.ValidateCreate(context, value), .. Rules(value["spec"u8])];

    public override IReadOnlyList<FieldError> ValidateUpdate(StrategyContext context, DocumentValue value, DocumentValue old) =>
        [.. base.ValidateUpdate(context, value, old), .. Rules(value["spec"u8])];

    private static IEnumerable<FieldError> Rules(DocumentValue spec) =>
    [
        .. SelectorRules.Labels("spec.clusters", spec["clusters"u8]),
        .. SelectorRules.Selector("spec.clusterSelector", spec["clusterSelector"u8]),
        .. SelectorRules.Labels("spec.namespaces", spec["namespaces"u8]),
    ];
}
